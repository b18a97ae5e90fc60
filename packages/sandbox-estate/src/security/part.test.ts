import { Client } from 'ldapts';
import { until } from '../process/until';
import { Sandbox, startSandbox } from '../sandbox';
import { temporaryFolder } from '../testing/temporaryFolder';
import { findSlapd } from './ldap/configuration';

jest.setTimeout(60_000);

interface Unit {
  name: string;
  url: string;
}

describe('security systems in the sandbox', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await temporaryFolder();
    sandbox = await startSandbox({ dir: folder.dir, parts: ['security'] });
  });
  afterAll(async () => {
    await sandbox?.stop();
    await folder?.remove();
  });

  const estate = () =>
    sandbox.estate.security as {
      ldap: {
        servers: Unit[];
        ca: string;
        bindDn: string;
        bindPassword: string;
        baseDn: string;
      };
      vault: { nodes: Unit[]; drNodes: Unit[] };
      hsm: { units: Unit[] };
    };

  describe('Vault', () => {
    const health = (units: Unit[]) =>
      Promise.all(
        units.map(async ({ url }) =>
          fetch(`${url}/v1/sys/health`).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      );
    const replication = async ({ url }: Unit) => {
      const reply = await fetch(`${url}/v1/sys/replication/status`);
      return (await reply.json()).data.dr;
    };

    it('has one active node, and another when that is sealed or gone', async () => {
      const { nodes, drNodes } = estate().vault;
      await expect(health([...nodes, ...drNodes])).resolves.toEqual([
        200, 429, 429, 472,
      ]);
      await sandbox.faults.inject('seal-vault', 'vault-1');
      await sandbox.faults.inject('stop-vault', 'vault-2');
      await expect(health(nodes)).resolves.toEqual([503, 0, 200]);
      await sandbox.faults.clearAll();
      await sandbox.faults.inject('seal-all-vault-nodes');
      await expect(health(nodes)).resolves.toEqual([503, 503, 503]);
      await sandbox.faults.clearAll();
      await expect(health(nodes)).resolves.toEqual([200, 429, 429]);
    });

    it('replicates to the secondary while it can', async () => {
      const [secondary] = estate().vault.drNodes;
      await expect(replication(secondary)).resolves.toMatchObject({
        state: 'stream-wals',
        primaries: [{ connection_status: 'connected' }],
      });
      await sandbox.faults.inject('delay-vault-replication');
      await expect(replication(secondary)).resolves.toMatchObject({
        state: 'merkle-sync',
      });
      await sandbox.faults.clearAll();
      for (const [fault, target] of [
        ['stop-vault-replication'],
        ['lose-site', 'on-prem'],
      ]) {
        await sandbox.faults.inject(fault, target);
        await expect(replication(secondary)).resolves.toMatchObject({
          state: 'idle',
          primaries: [{ connection_status: 'disconnected' }],
        });
        await sandbox.faults.clearAll();
      }
    });
  });

  it('has two HSM units that can be locked and lost', async () => {
    const states = () =>
      Promise.all(
        estate().hsm.units.map(({ url }) =>
          fetch(`${url}/api/v1/health/state`).then(
            async reply => (await reply.json()).state,
            () => 'gone',
          ),
        ),
      );
    await expect(states()).resolves.toEqual(['Operational', 'Operational']);
    await sandbox.faults.inject('lock-hsm', 'hsm-1');
    await sandbox.faults.inject('stop-hsm', 'hsm-2');
    await expect(states()).resolves.toEqual(['Locked', 'gone']);
    await sandbox.faults.clearAll();
    await expect(states()).resolves.toEqual(['Operational', 'Operational']);
  });

  const installed = findSlapd() !== undefined;
  if (!installed) {
    // eslint-disable-next-line no-console
    console.log(
      'slapd is not installed: the tests of the directory are skipped',
    );
  }
  (installed ? describe : describe.skip)('the directory', () => {
    /** As the portal asks. */
    const progress = async (index: number) => {
      const { servers, ca, bindDn, bindPassword, baseDn } = estate().ldap;
      const client = new Client({
        url: servers[index].url,
        timeout: 1000,
        connectTimeout: 1000,
        tlsOptions: { ca },
      });
      try {
        await client.bind(bindDn, bindPassword);
        const people = await client
          .search(`ou=people,${baseDn}`)
          .catch(error => error.name);
        expect(people).toBe('NoSuchObjectError');
        const { searchEntries } = await client.search(baseDn, {
          scope: 'base',
          attributes: ['contextCSN'],
        });
        return [searchEntries[0].contextCSN].flat().sort().join(' ');
      } finally {
        await client.unbind().catch(() => {});
      }
    };

    it('lets the portal see how far each has come, and nobody’s entry', async () => {
      const [one, two] = await Promise.all([progress(0), progress(1)]);
      expect(one).toMatch(/#001#/);
      expect(two).toBe(one);
    });

    it('leaves the second behind when replication is cut, until it is mended', async () => {
      await sandbox.faults.inject('cut-ldap-replication');
      const [one, two] = await Promise.all([progress(0), progress(1)]);
      expect(one).not.toBe(two);
      await sandbox.faults.clear('cut-ldap-replication');
      expect(await progress(1)).toBe(await progress(0));
    });

    it('kills and freezes a server, and changes the portal’s password', async () => {
      await sandbox.faults.inject('kill-ldap', 'ldap-2');
      await expect(progress(1)).rejects.toThrow(/ECONNREFUSED/);
      await sandbox.faults.clear('kill-ldap');
      await sandbox.faults.inject('hang-ldap', 'ldap-1');
      await expect(progress(0)).rejects.toThrow();
      await sandbox.faults.clear('hang-ldap');
      await sandbox.faults.inject('ldap-wrong-password');
      await until(
        'The new password at both',
        async () =>
          /InvalidCredentials/.test(
            await progress(1).catch(error => error.name),
          ),
        { seconds: 10 },
      );
      await sandbox.faults.clear('ldap-wrong-password');
      await expect(progress(1)).resolves.toBe(await progress(0));
    });
  });
});
