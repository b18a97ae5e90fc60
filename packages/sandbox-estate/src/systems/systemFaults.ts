import type { EstateModel, SystemMisbehaviour } from '../model';
import type { FaultDefinition } from '../part';

const MISBEHAVIOURS: Array<[SystemMisbehaviour, string, string]> = [
  ['refuse', 'A system refuses connections', 'Nothing listens where it was.'],
  [
    'hang',
    'A system hangs',
    'It takes connections and reads requests, and never answers.',
  ],
  [
    'deny',
    'A system denies access',
    'Every request is answered with 401, as if the token had been withdrawn.',
  ],
  ['throttle', 'A system throttles', 'Every request is answered with 429.'],
  ['error', 'A system fails', 'Every request is answered with 500.'],
  [
    'garbage',
    'A system answers garbage',
    'Every request is answered with a web page and status 200.',
  ],
];

/** Faults that every imitated system has, by its name. */
export const systemFaults = (model: EstateModel): FaultDefinition[] =>
  MISBEHAVIOURS.map(([what, title, description]) => ({
    id: `system-${what}`,
    title,
    description,
    targets: () => [...model.systems.keys()].sort(),
    inject: async target => model.systems.get(target!)!.disturb(what),
  }));
