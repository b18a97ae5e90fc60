export interface Config {
  drStatus?: {
    sources?: {
      /** Directories, secret stores, security modules and file shares that are asked, one item for each. */
      security?: Array<{
        /** Unique among the sources of its system; the id is `<system>:<name>`. */
        name: string;
        /** What is asked: a directory, HashiCorp Vault, network HSMs, or a file share. */
        system: 'ldap' | 'vault' | 'hsm' | 'file-share';
        /** Entity that the source speaks of. */
        entityRef: string;
        /** Seconds, or a duration. Default 15 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 5 seconds. */
        timeout?: number | string | HumanDuration;
        /** LDAP: what kind of directory it is. Default `openldap`. */
        directory?: 'openldap' | 'active-directory';
        /** LDAP: each server of the directory, with an ldap or ldaps URL. */
        servers?: Array<{ name?: string; url: string }>;
        /** LDAP: encrypt ldap connections before logging in. */
        startTls?: boolean;
        /** LDAP: certificates of an authority to trust, as PEM. */
        ca?: string;
        /** LDAP: suffix whose progress is compared. Needed for OpenLDAP. */
        baseDn?: string;
        /** LDAP: who logs in. */
        bindDn?: string;
        /**
         * LDAP.
         * @visibility secret
         */
        bindPassword?: string;
        /** Vault: each node of the cluster. */
        nodes?: HttpUnit[];
        /** Vault: each node of the disaster recovery secondary, where there is one. */
        drNodes?: HttpUnit[];
        /** HSM with the REST interface of the NetHSM: each unit. */
        units?: HttpUnit[];
        /** HSM of any vendor, by its PKCS#11 library. */
        pkcs11?: {
          /** The vendor's library. */
          module: string;
          /** Labels of the tokens that must be there, one for each unit. */
          tokens: string[];
          /** OpenSC's program. Default `pkcs11-tool` on the path. */
          tool?: string;
          /** Variables that the library needs to find its configuration. */
          environment?: { [name: string]: string };
        };
        /** File share: folder at which it is mounted where the portal runs. */
        path?: string;
        /**
         * File share: file below the folder that an application server writes
         * again and again, beginning with the time in UTC. Default
         * `.twinshore-canary`.
         */
        canary?: string;
      }>;
    };
  };
}

interface HttpUnit {
  name: string;
  url: string;
  /** Certificates of an authority to trust, as PEM. */
  ca?: string;
}

interface HumanDuration {
  years?: number;
  months?: number;
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}
