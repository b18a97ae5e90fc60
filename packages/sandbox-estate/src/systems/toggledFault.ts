import type { FaultDefinition } from '../part';

/**
 * A fault that sets something and puts it back.
 * @param set - called with true when it is injected, with false when it is cleared
 */
export const toggledFault = (
  definition: Pick<FaultDefinition, 'id' | 'title' | 'description'> & {
    targets?: readonly string[];
  },
  set: (on: boolean, target: string) => unknown,
): FaultDefinition => ({
  ...definition,
  targets: () => [...(definition.targets ?? [])],
  async inject(target = '') {
    await set(true, target);
    return async () => {
      await set(false, target);
    };
  },
});
