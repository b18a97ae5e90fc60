import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { PostureAccess } from './PostureAccess';

describe('PostureAccess', () => {
  let now = 0;
  const decide = jest.fn(async () => [{ result: AuthorizeResult.ALLOW }]);
  const access = () =>
    new PostureAccess({
      httpAuth: mockServices.httpAuth(),
      permissions: mockServices.permissions.mock({
        authorize: decide as any,
      }),
      now: () => now,
    });
  const request = (authorization?: string) =>
    ({ headers: { authorization } } as any);
  const user = () => request(mockCredentials.user.header());

  beforeEach(() => {
    now = 0;
    decide.mockReset();
    decide.mockResolvedValue([{ result: AuthorizeResult.ALLOW }]);
  });

  it('relies on a decision for a few seconds, for that token only', async () => {
    const it = access();
    expect(it.isTrusted(user())).toBe(false);
    await it.assertMayRead(user());
    now = 2_999;
    expect(it.isTrusted(user())).toBe(true);
    expect(
      it.isTrusted(request(mockCredentials.user.header('user:default/other'))),
    ).toBe(false);
    expect(decide).toHaveBeenCalledTimes(1);
    now = 5_000;
    expect(it.isTrusted(user())).toBe(false);
  });

  it('asks once for all that wait', async () => {
    const it = access();
    await Promise.all(
      Array.from({ length: 50 }, () => it.assertMayRead(user())),
    );
    expect(decide).toHaveBeenCalledTimes(1);
  });

  it('ends with a refusal', async () => {
    const it = access();
    await it.assertMayRead(user());
    decide.mockResolvedValue([{ result: AuthorizeResult.DENY as any }]);
    now = 3_000;
    expect(it.isTrusted(user())).toBe(true);
    await new Promise(setImmediate);
    expect(it.isTrusted(user())).toBe(false);
    await expect(it.assertMayRead(user())).rejects.toThrow(
      'This needs the permission dr-status.posture.read',
    );
  });

  it('refuses who shows no token, and who shows a wrong one', async () => {
    const it = access();
    await expect(
      it.assertMayRead(request(mockCredentials.none.header())),
    ).rejects.toMatchObject({ name: 'AuthenticationError' });
    const wrong = request(mockCredentials.user.invalidHeader());
    await expect(it.assertMayRead(wrong)).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
    expect(it.isTrusted(wrong)).toBe(false);
    expect(decide).not.toHaveBeenCalled();
  });
});
