import type { AuditorService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  drStatusAlertingTestPermission,
  type AlertTest,
} from '@twinshore/plugin-dr-status-common';
import type { Request } from 'express';
import type { AlertChannels } from '../registry/AlertChannels';
import type { PostureAccess } from './PostureAccess';

const TIMEOUT_MILLISECONDS = 15_000;

/** Whom the event names as who asked for it. */
function nameOf(principal: unknown): string {
  const { userEntityRef, subject } = (principal ?? {}) as {
    userEntityRef?: string;
    subject?: string;
  };
  return userEntityRef ?? subject ?? 'nobody signed in';
}

/**
 * `POST /v1/alerting/test`: sends one event that says that it is a test.
 * Everybody who tries is written down, whatever comes of it.
 */
export function alertingTest(options: {
  access: PostureAccess;
  auditor: AuditorService;
  channels: AlertChannels;
}) {
  const { access, auditor, channels } = options;
  return async (
    request: Request<any, any, any, any, any>,
    channelId?: string,
  ): Promise<AlertTest> => {
    const event = await auditor.createEvent({
      eventId: 'alerting-test',
      severityLevel: 'medium',
      request,
      meta: { channel: channelId ?? 'the only one' },
    });
    try {
      const credentials = await access.assertAllowed(
        request,
        drStatusAlertingTestPermission,
      );
      const channel = channels.channel(channelId);
      const { dedupKey } = await channel
        .sendTest({
          requestedBy: nameOf(credentials.principal),
          signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        })
        .catch(error => {
          throw new ServiceUnavailableError(
            `${channel.title} did not take the event: ${error.message}`,
          );
        });
      await event.success({ meta: { channel: channel.id, dedupKey } });
      return {
        channel: channel.id,
        dedupKey,
        acceptedAt: new Date().toISOString(),
      };
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  };
}
