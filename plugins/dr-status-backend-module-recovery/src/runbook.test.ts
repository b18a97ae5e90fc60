import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  runbookDetection,
  runbookPromotion,
  runbookScaleUp,
  runbookShift,
} from './runbook';
import {
  checksOfDns,
  dns,
  groups,
  instance,
  judge,
  primary,
  rds,
  replica,
  secondary,
  workload,
  type Situation,
} from './testing/estate';

describeChecks<Situation>('checks of the runbook', {
  all: [runbookDetection, runbookPromotion, runbookShift, runbookScaleUp],
  judge,
  cases: [
    [
      runbookDetection,
      [
        ['all well', 'runbook', {}, 'met', /healthz is noticed .* within 30 s/],
        [
          'no health check',
          'runbook',
          dns(primary({ healthCheckId: null }), secondary()),
          'breached',
          /nothing notices/,
        ],
        [
          'disabled',
          'runbook',
          checksOfDns({ disabled: true }),
          'breached',
          /takes for healthy/,
        ],
        [
          'deleted',
          'runbook',
          checksOfDns({ missing: true }),
          'breached',
          /does not exist/,
        ],
        [
          'of another kind',
          'runbook',
          checksOfDns({ detectSeconds: null }),
          'unknown',
          /no interval/,
        ],
        ['no answer', 'runbook', { dns: 'failing' }, 'unknown', /not answer/],
      ],
    ],
    [
      runbookPromotion,
      [
        ['all well', 'runbook', {}, 'met', /can be promoted/],
        [
          'no RDS',
          'runbook',
          { 'db-dr': { 'aws.rds.instance': undefined } },
          'met',
          /can be promoted/,
        ],
        [
          'busy',
          'runbook',
          rds('db-dr', replica({ status: 'modifying' })),
          'at-risk',
          /modifying: RDS promotes only/,
        ],
        [
          'promoted',
          'runbook',
          rds('db-dr', instance()),
          'breached',
          /has been promoted/,
        ],
        ['no answer', 'runbook', { 'db-dr': 'failing' }, 'unknown', /answer/],
      ],
    ],
    [
      runbookShift,
      [
        ['all well', 'runbook', {}, 'met', /lb-dr is active.*1 min/],
        [
          'long TTL',
          'runbook',
          dns(primary(), secondary({ ttlSeconds: 300 })),
          'at-risk',
          /remembered for 5 min/,
        ],
        [
          'no record',
          'runbook',
          dns(primary()),
          'breached',
          /no SECONDARY record/,
        ],
        [
          'record leads elsewhere',
          'runbook',
          dns(
            primary(),
            secondary({ alias: null, values: ['x'], ttlSeconds: 60 }),
          ),
          'breached',
          /no SECONDARY record that leads to lb-dr/,
        ],
        [
          'load balancer gone',
          'runbook',
          { 'lb-dr': { 'aws.elbv2.loadBalancer': { missing: true } } },
          'breached',
          /is gone/,
        ],
        [
          'no record at all',
          'runbook',
          { dns: { 'aws.route53.records': [] } },
          'breached',
          /no name that fails over/,
        ],
        [
          'no TTL told',
          'runbook',
          dns(primary({ alias: null }), secondary()),
          'unknown',
          /not told/,
        ],
        ['no answer', 'runbook', { 'lb-dr': 'failing' }, 'unknown', /answer/],
      ],
    ],
    [
      runbookScaleUp,
      [
        ['all well', 'runbook', {}, 'met', /from 2 to 8 nodes, .* runs 6/],
        [
          'too few nodes',
          'runbook',
          { 'nodes-dr': { 'aws.autoscaling.groups': groups(5, 2) } },
          'breached',
          /from 2 to 5 nodes, production runs 6/,
        ],
        [
          'node groups of production gone',
          'runbook',
          { 'nodes-main': { 'aws.autoscaling.groups': { missing: true } } },
          'unknown',
          /production has none now/,
        ],
        [
          'node groups gone',
          'runbook',
          { 'nodes-dr': { 'aws.autoscaling.groups': { missing: true } } },
          'breached',
          /to 0 nodes/,
        ],
        [
          'no autoscaler',
          'runbook',
          { 'cluster-dr': { 'kubernetes.workload/app': workload(2, null) } },
          'breached',
          /app-dr has no autoscaler/,
        ],
        [
          'autoscaler ends early',
          'runbook',
          {
            'cluster-dr': {
              'kubernetes.workload/app': workload(2, { max: 4 }),
            },
          },
          'breached',
          /goes to 4 replicas, 8 are needed/,
        ],
        [
          'autoscaler without metrics',
          'runbook',
          {
            'cluster-dr': {
              'kubernetes.workload/app': workload(2, {
                conditions: {
                  ScalingActive: { status: 'False', reason: 'NoMetrics' },
                },
              }),
            },
          },
          'at-risk',
          /ScalingActive is False \(NoMetrics\)/,
        ],
        [
          'size of production not known',
          'runbook',
          { 'nodes-main': 'failing' },
          'unknown',
          /nodes-main is unknown: It did not answer/,
        ],
      ],
    ],
  ],
});
