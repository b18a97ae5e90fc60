import type { SilentUnit } from '../units/units';

/** Names and shapes of what the HSM source reports. */

export const UNITS = 'hsm.units';

export type HsmUnit =
  | SilentUnit
  | {
      name: string;
      state: 'answers';
      /** As the appliance calls it. */
      condition: string;
    };

export interface HsmUnitsValue {
  units: HsmUnit[];
}
