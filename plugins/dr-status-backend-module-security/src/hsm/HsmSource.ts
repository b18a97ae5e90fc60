import {
  ConfiguredSource,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { askUnits, type Unit } from '../units/units';
import { UNITS, type HsmUnit } from './signals';

export const HSM_GRANT =
  'None: health/state answers without a login (role Public).';

/**
 * Units of a network HSM, by the REST interface of the NetHSM:
 * https://github.com/Nitrokey/nethsm/blob/main/docs/nethsm-api.yaml
 */
export class HsmSource extends ConfiguredSource {
  readonly leastPrivilege = HSM_GRANT;
  readonly #units: Unit[];

  constructor(settings: SourceSettings, units: Unit[]) {
    super(settings);
    this.#units = units;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const units: HsmUnit[] = await askUnits(this.#units, async index => {
      const { name, endpoint } = this.#units[index];
      const { state } = await endpoint.getJson('/api/v1/health/state', {
        signal,
      });
      if (typeof state !== 'string') {
        throw endpoint.malformed('without a state');
      }
      return { name, state: 'answers' as const, condition: state.slice(0, 40) };
    });
    return [{ entityRef: this.entityRefs[0], signal: UNITS, value: { units } }];
  }

  async close(): Promise<void> {
    await Promise.all(this.#units.map(({ endpoint }) => endpoint.close()));
  }
}
