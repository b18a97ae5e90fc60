import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  DR_STATUS_SIGNAL_CHANNEL,
  type DrStatusSignal,
} from '@twinshore/plugin-dr-status-common';
import type { PostureEngine } from './PostureEngine';

/** Tells every open page of every snapshot; pages ask for what they show. */
export function announceSnapshots(
  engine: PostureEngine,
  signals: SignalsService,
  logger: LoggerService,
): void {
  engine.onSnapshot((snapshot, entityRefs) => {
    signals
      .publish<DrStatusSignal>({
        channel: DR_STATUS_SIGNAL_CHANNEL,
        recipients: { type: 'broadcast' },
        message: { revision: snapshot.revision, entityRefs },
      })
      .catch(error =>
        logger.debug(`The signal of a change could not be sent: ${error}`),
      );
  });
}
