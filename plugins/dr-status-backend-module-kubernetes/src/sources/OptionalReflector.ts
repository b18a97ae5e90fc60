import type { CollectionState } from '../signals';
import { AnswerFailure } from './AnswerFailure';
import { pause } from './pause';
import { Reflector, type ReflectorRun } from './Reflector';

/** What an answer says of a collection that need not be there. */
function stateOf(error: unknown): CollectionState | undefined {
  if (error instanceof AnswerFailure) {
    if (error.status === 404) {
      return 'not-installed';
    }
    if (error.status === 403) {
      return 'refused';
    }
  }
  return undefined;
}

/**
 * A collection that a cluster may lack, or refuse to the portal, without harm
 * to the others. Whether that has changed cannot be watched: it is asked again
 * now and then.
 */
export class OptionalReflector<T> extends Reflector<T> {
  state: CollectionState = 'not-installed';

  async run(
    options: ReflectorRun & { askAgainMilliseconds: number },
  ): Promise<void> {
    const { signal, onSynced, onChange, askAgainMilliseconds } = options;
    while (!signal.aborted) {
      try {
        await super.run({
          ...options,
          onSynced: () => {
            this.state = 'listed';
            onSynced();
          },
        });
      } catch (error) {
        const state = stateOf(error);
        if (state === undefined) {
          throw error;
        }
        this.state = state;
        this.items.clear();
        onSynced();
        onChange();
      }
      await pause(askAgainMilliseconds, signal);
    }
  }
}
