import path from 'node:path';
import { keptAuthority } from '../certificates/authority';
import type { SiteName } from '../model';
import type { SandboxContext, SandboxPart } from '../part';
import { HsmEstate } from './hsm/HsmEstate';
import { findSlapd, MONITOR, SUFFIX } from './ldap/configuration';
import { ldapFaults } from './ldap/faults';
import { LDAP_SERVERS, LdapEstate } from './ldap/LdapEstate';
import { vaultFaults } from './vault/faults';
import { VaultEstate } from './vault/VaultEstate';

const ZONE_ON_PREM = 'on-prem-dc';

async function startLdap(context: SandboxContext) {
  const ports = async (kind: string) => {
    const known = new Map<string, number>();
    for (const name of LDAP_SERVERS) {
      known.set(name, await context.port(`ldap/${name}/${kind}`));
    }
    return known;
  };
  const addresses = {
    tls: await ports('tls'),
    plain: await ports('plain'),
    replication: await ports('replication'),
  };
  const passwords = {
    admin: await context.secret('ldap-admin'),
    monitor: await context.secret('ldap-monitor'),
  };
  const authority = await keptAuthority(
    path.join(context.dir, 'ldap-authority.json'),
    'Directory of the sandbox',
  );
  const description = {
    servers: LDAP_SERVERS.map(name => ({
      name,
      url: `ldaps://127.0.0.1:${addresses.tls.get(name)}`,
    })),
    baseDn: SUFFIX,
    bindDn: MONITOR,
    bindPassword: passwords.monitor,
    ca: authority.cert,
  };
  const slapd = findSlapd();
  if (!slapd) {
    context.log(
      'LDAP: slapd is not installed; nothing listens at its addresses, and what the directory would tell stays unknown',
    );
    return { description };
  }
  return {
    description,
    estate: await LdapEstate.start({
      context,
      slapd,
      addresses,
      passwords,
      authority,
    }),
  };
}

/** Directory, secret store and hardware security modules. */
export const securityPart: SandboxPart = {
  name: 'security',
  async start(context) {
    const { model, log } = context;
    const vault = await VaultEstate.start(context);
    let hsm: HsmEstate | undefined;
    const stopBoth = async () => {
      await vault.stop();
      await hsm?.stop();
    };
    let ldap: Awaited<ReturnType<typeof startLdap>>;
    try {
      hsm = await HsmEstate.start(context);
      ldap = await startLdap(context);
    } catch (error) {
      await stopBoth();
      throw error;
    }
    const { estate, description } = ldap;

    const lose = async (lost: boolean, reason: string) => {
      if (lost) await estate?.crash(LDAP_SERVERS, reason);
      else await estate?.release(LDAP_SERVERS, reason);
    };
    const onSite = async (site: SiteName, lost: boolean) => {
      if (site === 'on-prem') await lose(lost, 'lose-site');
    };
    model.siteReactions.add(onSite);
    let zoneLost = false;
    const onChange = (what: string) => {
      const now = model.lostZones.has(ZONE_ON_PREM);
      if (what === `zone:${ZONE_ON_PREM}` && now !== zoneLost) {
        zoneLost = now;
        lose(now, 'lose-zone').catch(error =>
          log(`LDAP: ${(error as Error).message}`),
        );
      }
    };
    model.on('change', onChange);

    return {
      describe: () => ({
        security: {
          ldap: description,
          vault: vault.describe(),
          hsm: hsm!.describe(),
        },
      }),
      faults: [
        ...(estate ? ldapFaults(estate) : []),
        ...vaultFaults(vault),
        ...hsm.faults,
      ],
      state: async () => ({ ldap: estate?.state() ?? [] }),
      mend: async () => estate?.mend(),
      untilWell: async () => estate?.untilWell(),
      async stop() {
        model.siteReactions.delete(onSite);
        model.off('change', onChange);
        await estate?.stop();
        await stopBoth();
      },
    };
  },
};
