import {
  isTagged,
  judgeReading,
  sayDuration,
  verdictOfUpperLimit,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { sayCount, sayList } from '../wording';
import * as signals from './signals';

const appliesTo = isTagged('metrics', 'prometheus');
const ORIGIN = 'design 8.1';
/** Two, so that one may fail or be upgraded. */
const REPLICAS_WANTED = 2;
const HEAD_WARNING_SECONDS = 60;
/** Queries look back this far for the newest sample: beyond it they find nothing. */
const HEAD_LIMIT_SECONDS = 300;

export const prometheusReplicas: Check = {
  id: 'prometheus.replicas',
  title: 'Prometheus replicas ready',
  description:
    'Two servers scrape the same targets, so that the loss of one leaves no gap in what is known of the site.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'All replicas ready, two at least (fewer is at risk; none is breached)',
    origin: ORIGIN,
  },
  signals: [signals.PROMETHEUS_REPLICAS],
  remediation:
    'Start the replica that is down and read its log. Where there is only one, add a second with the same configuration.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.Replicas>(
      context,
      signals.PROMETHEUS_REPLICAS,
      'The state of the replicas',
      replicas => {
        const ready = replicas.filter(replica => replica.ready);
        const rest = replicas
          .filter(replica => !replica.ready)
          .map(({ host, failure }) =>
            failure ? failure.replace(/\.$/, '') : `${host} is not ready`,
          );
        const because = rest.length > 0 ? `: ${sayList(rest)}` : '';
        if (ready.length >= REPLICAS_WANTED) {
          return {
            verdict: rest.length > 0 ? 'at-risk' : 'met',
            reason: `${ready.length} of ${replicas.length} replicas are ready${because}.`,
          };
        }
        if (ready.length === 0 && replicas.some(({ failure }) => failure)) {
          return {
            verdict: 'unknown',
            reason: `No replica is known to be ready${because}.`,
          };
        }
        return {
          verdict: ready.length > 0 ? 'at-risk' : 'breached',
          reason:
            ready.length > 0
              ? `Only ${ready[0].host} is ready, of ${REPLICAS_WANTED} replicas wanted${because}.`
              : `No replica is ready${because}.`,
        };
      },
    ),
};

export const prometheusTargets: Check = {
  id: 'prometheus.targets',
  title: 'Scraped targets up',
  description:
    'Every target that Prometheus knows answers its scrape; what is not scraped cannot alert.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'All targets up (some down is at risk; all down, or no target, is breached)',
    origin: ORIGIN,
  },
  signals: [signals.PROMETHEUS_TARGETS],
  remediation:
    'Look at the targets page of Prometheus for the error of each scrape; remove targets that no longer exist.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.Targets>(
      context,
      signals.PROMETHEUS_TARGETS,
      'The state of the targets',
      jobs => {
        const up = jobs.reduce((sum, job) => sum + job.up, 0);
        const all = jobs.reduce((sum, job) => sum + job.all, 0);
        const down = jobs
          .filter(job => job.up < job.all)
          .map(job => `${job.job} (${job.all - job.up} of ${job.all})`);
        if (all === 0) {
          return {
            verdict: 'breached',
            reason: 'Prometheus scrapes no target at all.',
          };
        }
        if (down.length === 0) {
          return {
            verdict: 'met',
            reason: `${sayCount(all, 'target')} of ${sayCount(
              jobs.length,
              'job',
            )}, all up.`,
          };
        }
        return {
          verdict: up > 0 ? 'at-risk' : 'breached',
          reason: `${all - up} of ${all} targets are down: ${sayList(down)}.`,
        };
      },
    ),
};

export const prometheusRules: Check = {
  id: 'prometheus.rules',
  title: 'Rules evaluated',
  description:
    'Recording and alerting rules are evaluated on time and without errors; a rule that fails never alerts.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Every rule healthy and every group evaluated within three intervals, a minute at least (else, or with no rule, at risk)',
    origin: ORIGIN,
  },
  signals: [signals.PROMETHEUS_RULES],
  remediation:
    'Read the error beside the rule on the rules page of Prometheus; try rules with promtool before they are loaded.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.Rules>(
      context,
      signals.PROMETHEUS_RULES,
      'The state of the rules',
      ({ rules, groups, failing, late }) => {
        const wrong = [
          ...(failing.length > 0
            ? [`the evaluation of ${sayList(failing)} fails`]
            : []),
          ...(late.length > 0
            ? [
                sayList(
                  late.map(({ group, secondsAgo }) =>
                    secondsAgo === null
                      ? `${group} was never evaluated`
                      : `${group} was last evaluated ${sayDuration(
                          secondsAgo,
                        )} ago`,
                  ),
                ),
              ]
            : []),
        ].join('; ');
        let reason = `${sayCount(rules, 'rule')} in ${sayCount(
          groups,
          'group',
        )}, all healthy and evaluated on time.`;
        if (rules === 0) {
          reason = 'No rule is loaded, so nothing would alert.';
        } else if (wrong) {
          reason = `Of ${rules} rules not all are well: ${wrong}.`;
        }
        return {
          verdict: rules === 0 || wrong ? 'at-risk' : 'met',
          reason,
        };
      },
    ),
};

export const prometheusIngestion: Check = {
  id: 'prometheus.ingestion',
  title: 'Metrics arriving',
  description:
    'The newest sample in the database is recent. A server can be ready and answer queries while it stores nothing new.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Newest sample less than 1 min old (older is at risk; 5 min, where queries find nothing any more, is breached)',
    origin: ORIGIN,
  },
  signals: [signals.PROMETHEUS_HEAD],
  remediation:
    'Look for a full disk, a clock that is wrong, or scrapes that all fail.',
  appliesTo,
  evaluate: context =>
    judgeReading<signals.Head>(
      context,
      signals.PROMETHEUS_HEAD,
      'The age of the newest sample',
      ({ ageSeconds, series }) => {
        return {
          verdict: verdictOfUpperLimit(ageSeconds, {
            warning: HEAD_WARNING_SECONDS,
            limit: HEAD_LIMIT_SECONDS,
          }),
          reason: `The newest of its samples, of ${series} series, is ${sayDuration(
            ageSeconds,
          )} old (of ${sayDuration(HEAD_WARNING_SECONDS)} allowed).`,
        };
      },
    ),
};
