import { DrStatusClient } from './DrStatusClient';
import { aSource, aSummary } from '../testUtils';

function clientWith(fetch: jest.Mock) {
  return new DrStatusClient({
    discoveryApi: { getBaseUrl: async id => `http://portal.test/api/${id}` },
    fetchApi: { fetch },
  });
}

function json(body: unknown, init: ResponseInit = {}) {
  return new Response(JSON.stringify(body), {
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
}

describe('DrStatusClient', () => {
  it('revalidates with the ETag and gives the same object when nothing changed', async () => {
    const fetch = jest
      .fn()
      .mockResolvedValueOnce(json(aSummary(), { headers: { etag: '"7"' } }))
      .mockResolvedValueOnce(new Response(null, { status: 304 }))
      .mockResolvedValueOnce(
        json(aSummary({ revision: 8 }), { headers: { etag: '"8"' } }),
      );
    const client = clientWith(fetch);

    const first = await client.getSummary();
    const second = await client.getSummary();
    const third = await client.getSummary();

    expect(second).toBe(first);
    expect(third.revision).toBe(8);
    expect(fetch.mock.calls[0][0]).toBe(
      'http://portal.test/api/dr-status/v1/summary',
    );
    expect(fetch.mock.calls[0][1].headers).not.toHaveProperty('if-none-match');
    expect(fetch.mock.calls[1][1].headers).toHaveProperty(
      'if-none-match',
      '"7"',
    );
  });

  it('asks for an entity by its parts, in lower case', async () => {
    const fetch = jest.fn().mockResolvedValue(json({}));
    await clientWith(fetch).getEntityPosture('Resource:default/EKS-aws-dr');
    expect(fetch.mock.calls[0][0]).toBe(
      'http://portal.test/api/dr-status/v1/entities/resource/default/eks-aws-dr',
    );
  });

  it('reads lists to their end', async () => {
    const fetch = jest
      .fn()
      .mockResolvedValueOnce(
        json({ items: [aSource({ id: 'a' })], totalItems: 2, nextCursor: 'n' }),
      )
      .mockResolvedValueOnce(
        json({ items: [aSource({ id: 'b' })], totalItems: 2 }),
      );
    const sources = await clientWith(fetch).getSources();
    expect(sources.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(fetch.mock.calls[1][0]).toMatch(/\/v1\/sources\?cursor=n$/);
  });

  it('posts a refresh to the source, its id encoded', async () => {
    const fetch = jest.fn().mockResolvedValue(json({}, { status: 202 }));
    await clientWith(fetch).refreshSource('postgresql:on-prem');
    expect(fetch).toHaveBeenCalledWith(
      'http://portal.test/api/dr-status/v1/sources/postgresql%3Aon-prem/refresh',
      expect.objectContaining({ method: 'POST' }),
    );
  });

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [500, 'failed'],
    [503, 'unreachable'],
  ])(
    'turns %p into %p with the message of the backend',
    async (status, kind) => {
      const fetch = jest.fn().mockResolvedValue(
        json(
          {
            error: { name: 'SomeError', message: 'In its own words.' },
            response: { statusCode: status },
          },
          { status },
        ),
      );
      await expect(clientWith(fetch).getSummary()).rejects.toMatchObject({
        name: 'DrStatusError',
        kind,
        message: 'In its own words.',
      });
    },
  );

  it('calls a refused connection unreachable', async () => {
    const fetch = jest.fn().mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(clientWith(fetch).getSummary()).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('calls a page in place of JSON a failure', async () => {
    const fetch = jest.fn().mockResolvedValue(new Response('<html>'));
    await expect(clientWith(fetch).getSummary()).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('not JSON'),
    });
  });
});
