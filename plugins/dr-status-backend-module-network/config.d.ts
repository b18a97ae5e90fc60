export interface Config {
  drStatus?: {
    sources?: {
      /** Network appliances and TLS endpoints that are asked, one item for each pair or set. */
      network?: Array<{
        /** Unique among the sources of the system; the id is `<system>:<name>`. */
        name: string;
        /** What is asked. */
        system: 'f5-bigip' | 'cisco-fdm' | 'cisco-fmc' | 'cisco-asa' | 'tls';
        /** Entity of the pair, or of the set of endpoints. */
        entityRef: string;
        /** Seconds, or a duration. Default 30 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 10 seconds. */
        timeout?: number | string | HumanDuration;
        /** BIG-IP and FDM: the units of the pair; each is asked by itself. */
        units?: Array<{
          name: string;
          /** Address of the unit's management interface. */
          url: string;
          /** Entity of the unit, where it has one. */
          entityRef?: string;
        }>;
        /** FMC: address of the Management Center. */
        url?: string;
        /** FMC: UUID of the domain; by default the user's own. */
        domain?: string;
        /** FMC: UUID of the high availability pair. */
        pairId?: string;
        /** FMC and ASA: entity of the primary unit, where it has one. */
        primaryEntityRef?: string;
        /** FMC and ASA: entity of the secondary unit, where it has one. */
        secondaryEntityRef?: string;
        /** BIG-IP, FDM and FMC: user of all units. ASA: SNMPv3 user. */
        username?: string;
        /** @visibility secret */
        password?: string;
        /** BIG-IP: who checks the password. Default `tmos`. */
        loginProvider?: string;
        /** BIG-IP: full paths of the pools to watch, `/Common/web`. Default: all. */
        pools?: string[];
        /** ASA: address of its SNMP agent. */
        host?: string;
        /** ASA: by default 161. */
        port?: number;
        /** ASA: default `sha256`. */
        authProtocol?: 'sha' | 'sha256' | 'sha512';
        /** @visibility secret */
        authKey?: string;
        /** ASA: default `aes`. */
        privProtocol?: 'aes' | 'aes256';
        /** @visibility secret */
        privKey?: string;
        /** TLS: what to shake hands with. */
        endpoints?: Array<{
          /** For messages; by default the server name. */
          name?: string;
          host?: string;
          /** Default 443. */
          port?: number;
          /** Instead of host and port: an https URL. */
          url?: string;
          /** Name that the certificate must carry; by default the host. */
          servername?: string;
          /** Certificates of authorities to trust here alone, as PEM. */
          ca?: string;
        }>;
        /** Certificates of authorities to trust besides the well-known ones, as PEM. */
        ca?: string;
      }>;
    };
  };
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
