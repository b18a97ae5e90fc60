import {
  isTagged,
  judgeReading,
  sayDuration,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { sayList } from '../wording';
import * as signals from './signals';

const ORIGIN = 'design 8.1';
const PEERS_WANTED = 2;

export const alertmanagerCluster: Check = {
  id: 'alertmanager.cluster',
  title: 'Alertmanager cluster complete',
  description:
    'Members of the cluster see each other, so that an alert goes out when one of them is lost, and goes out once.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Status ready with two members or more (one, or not ready, is at risk)',
    origin: ORIGIN,
  },
  signals: [signals.ALERTMANAGER_CLUSTER],
  remediation:
    'Start the missing member; check that members reach each other on the cluster port (9094, TCP and UDP).',
  appliesTo: isTagged('alert-routing', 'alertmanager'),
  evaluate: context =>
    judgeReading<signals.Cluster>(
      context,
      signals.ALERTMANAGER_CLUSTER,
      'The state of the cluster',
      ({ status, peers }) => {
        if (!['ready', 'settling', 'disabled'].includes(status)) {
          return {
            verdict: 'unknown',
            reason: `The cluster has a status that is not understood: ${
              status || 'none'
            }.`,
          };
        }
        if (status === 'disabled') {
          return {
            verdict: 'at-risk',
            reason: 'Alertmanager runs alone: its clustering is switched off.',
          };
        }
        return {
          verdict:
            status === 'ready' && peers >= PEERS_WANTED ? 'met' : 'at-risk',
          reason: `The cluster is ${status} with ${peers} ${
            peers === 1 ? 'member' : 'members'
          }, of ${PEERS_WANTED} needed.`,
        };
      },
    ),
};

export const alertDelivery: Check = {
  id: 'alertmanager.delivery',
  title: 'Alerts delivered',
  description:
    'Notifications that Alertmanager sends arrive: none failed in the last minutes.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'No failed notification in the window, 15 min by default (any is at risk)',
    origin: ORIGIN,
  },
  signals: [signals.ALERTMANAGER_DELIVERIES],
  remediation:
    'Read Alertmanager’s log for the cause; check the integration key and the way out to the internet. Send a test event from the portal when it is mended.',
  appliesTo: isTagged('alert-routing', 'alertmanager'),
  evaluate: context =>
    judgeReading<signals.Deliveries>(
      context,
      signals.ALERTMANAGER_DELIVERIES,
      'The delivery of alerts',
      ({ integrations, windowSeconds }) => {
        const window = sayDuration(windowSeconds);
        if (integrations.length === 0) {
          return {
            verdict: 'unknown',
            reason: `The delivery of alerts is unknown: Prometheus has no counter of failed notifications; it must scrape Alertmanager.`,
          };
        }
        // Increases are extrapolated: less than half a notification is none.
        const failing = integrations.filter(({ failed }) => failed >= 0.5);
        if (failing.length > 0) {
          return {
            verdict: 'at-risk',
            reason: `Notifications failed in the last ${window}: ${sayList(
              failing.map(
                ({ integration, failed }) =>
                  `${Math.round(failed)} to ${integration}`,
              ),
            )}.`,
          };
        }
        // Alertmanager counts for every integration that it knows.
        const used = integrations.filter(({ sent }) => sent >= 0.5);
        const sent = used.reduce((sum, each) => sum + each.sent, 0);
        return {
          verdict: 'met',
          reason:
            used.length > 0
              ? `No notification failed in the last ${window}, of ${Math.round(
                  sent,
                )} sent to ${sayList(
                  used.map(({ integration }) => integration),
                )}.`
              : `No notification failed in the last ${window}; none was sent.`,
        };
      },
    ),
};
