import {
  ConfiguredSource,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { withUnits } from '../units/readUnits';
import { pairObservations, stateOf, type NamedUnit } from './pairObservations';
import { SnmpEndpoint, type SnmpAccess } from './SnmpEndpoint';
import type { FirewallUnit } from './signals';

const LEAST_PRIVILEGE =
  'an SNMPv3 user (authPriv) whose view holds the subtree 1.3.6.1.4.1.9.9.147.1.2.1 and no right to write';

/** cfwHardwareStatusValue of the primary and of the secondary unit (CISCO-FIREWALL-MIB). */
const STATUS = '1.3.6.1.4.1.9.9.147.1.2.1.1.1.3';
const OIDS = [`${STATUS}.6`, `${STATUS}.7`];

/** Values of the type Hardware status of that MIB. */
const VALUES: Record<number, string> = {
  1: 'other',
  2: 'up',
  3: 'down',
  4: 'error',
  5: 'overTemp',
  6: 'busy',
  7: 'noMedia',
  8: 'backup',
  9: 'active',
  10: 'standby',
};

const WORDS = {
  active: ['active'],
  standby: ['standby'],
  'not-ready': [
    'other',
    'up',
    'down',
    'error',
    'overTemp',
    'busy',
    'noMedia',
    'backup',
  ],
};

export interface AsaOptions {
  access: SnmpAccess;
  /** The primary unit, then the secondary one. */
  units: NamedUnit[];
}

/** Asks an ASA for the state of its fail-over pair by SNMPv3. */
export class AsaSource extends ConfiguredSource {
  readonly leastPrivilege = LEAST_PRIVILEGE;
  readonly #options: AsaOptions;
  readonly #endpoint: SnmpEndpoint;

  constructor(settings: SourceSettings, options: AsaOptions) {
    super(withUnits(settings, options.units));
    this.#options = options;
    this.#endpoint = new SnmpEndpoint({
      name: settings.title,
      key: settings.key,
      access: options.access,
      timeoutSeconds: settings.timeoutSeconds,
      leastPrivilege: LEAST_PRIVILEGE,
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const { units } = this.#options;
    const values = await this.#endpoint.getIntegers(OIDS, signal);
    return pairObservations(this.entityRefs[0], units, {
      units: values.map((value, index): FirewallUnit => {
        const said = VALUES[value] ?? String(value);
        return {
          name: units[index].name,
          state: stateOf(said, WORDS),
          said,
          cause: null,
        };
      }),
      configuration: null,
      health: null,
    });
  }
}
