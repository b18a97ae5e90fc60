import { FaultError } from '../../faults/FaultRegistry';
import type { FaultDefinition } from '../../part';
import { LDAP_SERVERS, type LdapEstate } from './LdapEstate';

export const ldapFaults = (estate: LdapEstate): FaultDefinition[] => [
  {
    id: 'kill-ldap',
    title: 'Kill a directory server',
    description: 'Its process is killed at once; cleared, it catches up.',
    targets: () => LDAP_SERVERS,
    async inject(name) {
      const reason = `kill-ldap:${name}`;
      await estate.crash([name!], reason);
      return () => estate.release([name!], reason);
    },
  },
  {
    id: 'hang-ldap',
    title: 'Freeze a directory server',
    description:
      'Its process is stopped in its tracks: connections are taken, nothing is answered.',
    targets: () => LDAP_SERVERS,
    async inject(name) {
      const server = estate.process(name!);
      if (server.state !== 'running') {
        throw new FaultError(`${name} is ${server.state}: mend that first`);
      }
      await server.hang();
      return () => server.resume();
    },
  },
  {
    id: 'cut-ldap-replication',
    title: 'Stop the replication of the directory',
    description:
      'No change crosses between the servers any more; one is made at the first, which the second lacks.',
    targets: () => [],
    async inject() {
      await estate.cutReplication('cut-ldap-replication');
      return async () => estate.restoreReplication('cut-ldap-replication');
    },
  },
  {
    id: 'ldap-wrong-password',
    title: 'Change the portal’s password in the directory',
    description:
      'The entry that the portal logs in with gets another password.',
    targets: () => [],
    async inject() {
      await estate.setMonitorPassword(false);
      return () => estate.setMonitorPassword(true);
    },
  },
];
