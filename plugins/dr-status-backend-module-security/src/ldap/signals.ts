import type { SilentUnit } from '../units/units';

/** Names and shapes of what the LDAP source reports. */

export const SERVERS = 'ldap.servers';

export type LdapServer =
  | SilentUnit
  | {
      name: string;
      state: 'answers';
      /** `TLSv1.3`; null without TLS. */
      tls: string | null;
      /**
       * OpenLDAP: the newest change that it has of each provider, by the
       * provider's server id, as ISO times. Active Directory gives none.
       */
      newestChanges: Record<string, string>;
      /** Providers of which it lacks changes that others have, and for how long. */
      lacking: string[];
      behindSeconds: number;
      /** Entries below the suffix, where the monitor database tells. */
      entries: number | null;
      /** Active Directory: what a domain controller says of itself. */
      synchronized: boolean | null;
      globalCatalogReady: boolean | null;
    };

export interface LdapServersValue {
  directory: 'openldap' | 'active-directory';
  servers: LdapServer[];
}
