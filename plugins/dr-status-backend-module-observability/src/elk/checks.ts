import {
  isTagged,
  judgeReading,
  sayDuration,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import { sayCount, sayList } from '../wording';
import * as signals from './signals';

const ORIGIN = 'design 8.1';
const COLOURS: Record<string, Verdict> = {
  green: 'met',
  yellow: 'at-risk',
  red: 'breached',
};

export const elasticsearchCluster: Check = {
  id: 'elasticsearch.cluster',
  title: 'Elasticsearch cluster green',
  description:
    'Every shard is where it should be. Yellow: copies are missing, so the next loss loses logs. Red: logs are missing now.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Green (yellow is at risk, red is breached)',
    origin: ORIGIN,
  },
  signals: [signals.ELASTICSEARCH_CLUSTER],
  remediation:
    'GET _cluster/allocation/explain says why a shard is not assigned: mostly a lost node or a full disk.',
  appliesTo: isTagged('logs', 'elasticsearch'),
  evaluate: context =>
    judgeReading<signals.ElasticsearchCluster>(
      context,
      signals.ELASTICSEARCH_CLUSTER,
      'The health of the cluster',
      ({ status, timedOut, nodes, unassignedShards }) => {
        const verdict = COLOURS[status];
        if (!verdict || timedOut) {
          return {
            verdict: 'unknown',
            reason: timedOut
              ? 'The health of the Elasticsearch cluster is unknown: its master did not answer in time.'
              : `The cluster has a status that is not understood: ${status}.`,
          };
        }
        return {
          verdict,
          reason: `The cluster is ${status} with ${sayCount(
            nodes,
            'node',
          )} and ${sayCount(unassignedShards, 'unassigned shard')}.`,
        };
      },
    ),
};

export const elasticsearchFollowers: Check = {
  id: 'elasticsearch.followers',
  title: 'Copies of the logs follow',
  description:
    'Indices that are replicated from another cluster follow it, so that the logs are there when that cluster is lost.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Every follower without a fatal error (else, or with none, breached)',
    origin: ORIGIN,
  },
  signals: [signals.ELASTICSEARCH_FOLLOWERS],
  remediation:
    'A follower with a fatal error must be created anew: pause it, close it, unfollow, and follow again.',
  appliesTo: isTagged('logs', 'cross-cluster-replication'),
  evaluate: context =>
    judgeReading<signals.Followers>(
      context,
      signals.ELASTICSEARCH_FOLLOWERS,
      'The state of the followers',
      followers => {
        const ended = followers.filter(({ fatalError }) => fatalError !== null);
        const lag = Math.max(0, ...followers.map(each => each.lagOperations));
        let reason = `All ${followers.length} follower indices follow, at most ${lag} operations behind.`;
        if (followers.length === 0) {
          reason = 'No index follows another cluster.';
        } else if (ended.length > 0) {
          reason = `These follow no more: ${sayList(
            ended.map(({ index, fatalError }) => `${index} (${fatalError})`),
          )}.`;
        }
        return {
          verdict:
            followers.length === 0 || ended.length > 0 ? 'breached' : 'met',
          reason,
        };
      },
    ),
};

const LOG_AGE_SECONDS = 300;
/** Clocks may differ by this. */
const AHEAD_SECONDS = 60;

export const elasticsearchNewestLog: Check = {
  id: 'elasticsearch.newest-log',
  title: 'Logs arriving',
  description:
    'The newest log is recent. A green cluster says nothing of whether anything still arrives.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Newest log at most 5 min old (older is at risk, none at all is breached)',
    origin: ORIGIN,
  },
  signals: [signals.ELASTICSEARCH_NEWEST_LOG],
  remediation:
    'Follow the way of the logs back: Logstash and its queues, the shippers on the nodes, a full disk (read-only indices).',
  appliesTo: isTagged('logs', 'elasticsearch'),
  evaluate: context =>
    judgeReading<signals.NewestLog>(
      context,
      signals.ELASTICSEARCH_NEWEST_LOG,
      'The age of the newest log',
      ({ at, index }) => {
        if (at === null) {
          return {
            verdict: 'breached',
            reason: `There is no log in ${index}.`,
          };
        }
        const age = (context.now - Date.parse(at)) / 1000;
        if (age < -AHEAD_SECONDS) {
          return {
            verdict: 'unknown',
            reason: `The newest log in ${index} is ${sayDuration(
              -age,
            )} in the future, so it does not tell whether any arrive: a clock is off.`,
          };
        }
        return {
          verdict: age > LOG_AGE_SECONDS ? 'at-risk' : 'met',
          reason: `The newest log in ${index} is ${sayDuration(
            Math.max(0, age),
          )} old (of ${sayDuration(LOG_AGE_SECONDS)} allowed).`,
        };
      },
    ),
};

export const logstashHealth: Check = {
  id: 'logstash.health',
  title: 'Logstash green',
  description: 'Every pipeline of Logstash runs and keeps up.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Green (yellow is at risk, red is breached)',
    origin: ORIGIN,
  },
  signals: [signals.LOGSTASH_HEALTH],
  remediation:
    'Read the diagnosis in GET /_health_report: a pipeline that ended, or a queue that is full because an output does not take it.',
  appliesTo: isTagged('logs', 'logstash'),
  evaluate: context =>
    judgeReading<signals.LogstashHealth>(
      context,
      signals.LOGSTASH_HEALTH,
      'The health of Logstash',
      ({ status, pipelines }) => {
        const which =
          pipelines.length > 0
            ? `: ${sayList(
                pipelines.map(each => `${each.id} is ${each.status}`),
              )}`
            : '';
        return {
          verdict: COLOURS[status] ?? 'unknown',
          reason:
            status in COLOURS
              ? `Logstash is ${status}${which}.`
              : `Logstash does not know how it is: it says ${
                  status || 'nothing'
                }${which}.`,
        };
      },
    ),
};

const LEVELS: Record<string, Verdict> = {
  available: 'met',
  degraded: 'at-risk',
  unavailable: 'breached',
  critical: 'breached',
};

export const kibanaStatus: Check = {
  id: 'kibana.status',
  title: 'Kibana available',
  description:
    'Kibana and what it needs are available, so that logs can be searched.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Level available (degraded is at risk, unavailable or critical is breached)',
    origin: ORIGIN,
  },
  signals: [signals.KIBANA_STATUS],
  remediation:
    'Open /status of Kibana: it names the service that is not available, mostly Elasticsearch.',
  appliesTo: isTagged('logs', 'kibana'),
  evaluate: context =>
    judgeReading<signals.KibanaStatus>(
      context,
      signals.KIBANA_STATUS,
      'The status of Kibana',
      ({ level }) => {
        return {
          verdict: LEVELS[level] ?? 'unknown',
          reason:
            level in LEVELS
              ? `Kibana is ${level}.`
              : `Kibana has a level that is not understood: ${level}.`,
        };
      },
    ),
};
