import { mockServices } from '@backstage/backend-test-utils';
import { until } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  MONITOR,
  slapdInstalled,
  SlapdServers,
  SUFFIX,
} from '../testing/SlapdServers';
import { LdapSource, type LdapSourceOptions } from './LdapSource';
import type { LdapServersValue } from './signals';

jest.setTimeout(60_000);

if (!slapdInstalled) {
  process.stderr.write('Skipped LDAP tests against real servers: no slapd\n');
}
const describeIfInstalled = slapdInstalled ? describe : describe.skip;

describeIfInstalled('LdapSource and two real providers', () => {
  let slapd: SlapdServers;

  beforeAll(async () => {
    slapd = await SlapdServers.start();
  });
  afterAll(() => slapd?.stop());

  const ask = async (
    login: Partial<LdapSourceOptions['login']> = {},
    scheme: 'ldap' | 'ldaps' = 'ldaps',
    baseDn = SUFFIX,
  ) => {
    const source = new LdapSource(
      {
        id: 'ldap:test',
        kind: 'ldap',
        name: 'test',
        title: 'LDAP',
        entityRefs: ['resource:default/ldap'],
        intervalSeconds: 1,
        timeoutSeconds: 2,
        key: 'drStatus.sources.security[0]',
      },
      {
        directory: 'openldap',
        servers: [0, 1].map(index => ({
          name: `ldap-${index + 1}`,
          url: slapd.url(index, scheme),
        })),
        login: { ...MONITOR, startTls: false, ca: slapd.ca, ...login },
        baseDn,
      },
    );
    const [{ value }] = await source.observe({
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
      now: Date.now,
    });
    return (value as unknown as LdapServersValue).servers;
  };
  const inSync = () =>
    until('both to have the same', async () => {
      const [one, two] = await ask();
      return (
        one.state === 'answers' &&
        two.state === 'answers' &&
        Object.keys(one.newestChanges).length > 0 &&
        JSON.stringify(one.newestChanges) === JSON.stringify(two.newestChanges)
      );
    });

  it('reads how far each has come, with the rights that the README names', async () => {
    await inSync();
    const before = Date.now();
    await slapd.rename(1, 'changed at the second');
    await inSync();
    const [one] = await ask();
    expect(one).toMatchObject({ state: 'answers', tls: 'TLSv1.3', entries: 2 });
    const { newestChanges } = one as { newestChanges: Record<string, string> };
    // Hexadecimal server ids; the change above was made at the second server.
    expect(Object.keys(newestChanges)).toContain('002');
    expect(Date.parse(newestChanges['002'])).toBeGreaterThan(before - 2000);
  });

  it('logs in over StartTLS too', async () => {
    await expect(ask({ startTls: true }, 'ldap')).resolves.toMatchObject([
      { state: 'answers', tls: 'TLSv1.3' },
      { state: 'answers', tls: 'TLSv1.3' },
    ]);
  });

  it('shows that one stays behind, and that one is down or hangs', async () => {
    await inSync();
    slapd.signal(1, 'SIGSTOP');
    await slapd.rename(0, 'the second does not see this');
    await expect(ask()).resolves.toMatchObject([
      { state: 'answers' },
      { state: 'down', error: expect.stringMatching(/did not answer within/) },
    ]);
    await slapd.kill(1);
    await expect(ask()).resolves.toMatchObject([
      { state: 'answers' },
      { state: 'down', error: expect.stringMatching(/ECONNREFUSED/) },
    ]);
    await slapd.startOne(1);
    await inSync();
  });

  it('says who may not log in, and whom it does not trust', async () => {
    await expect(ask({ bindPassword: 'wrong' })).rejects.toMatchObject({
      kind: 'unauthorized',
      message: 'LDAP server ldap-1 refuses the login.',
    });
    await expect(ask({ ca: undefined })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/certificate .* not trusted/),
    });
    await expect(ask({}, 'ldaps', 'dc=other')).rejects.toMatchObject({
      kind: 'failed',
      hint: expect.stringMatching(/baseDn/),
    });
  });
});
