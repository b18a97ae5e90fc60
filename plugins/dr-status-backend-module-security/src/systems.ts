import { systemFamily } from '@twinshore/plugin-dr-status-node';
import { fileShare } from './file-share';
import { hsm } from './hsm';
import { ldap } from './ldap';
import { vault } from './vault';

/** All that can be asked; each is a folder of its own. */
export const securitySystems = [ldap, vault, hsm, fileShare];

export const securityFamily = systemFamily({
  family: 'security',
  systems: securitySystems,
  defaults: { intervalSeconds: 15, timeoutSeconds: 5 },
});

export const securityChecks = securitySystems.flatMap(({ checks }) => checks);
