import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  balancer,
  checksOfDns,
  daysAgo,
  dns,
  instance,
  judge,
  nodes,
  primary,
  rds,
  records,
  replica,
  secondary,
  workload,
  type Situation,
} from './testing/estate';
import { standbyFollows, standbyIdle, standbyWarm } from './warmStandby';

describeChecks<Situation>('checks of the warm standby', {
  all: [standbyFollows, standbyWarm, standbyIdle],
  judge,
  cases: [
    [
      standbyFollows,
      [
        ['all well', 'standby', {}, 'met', /^db-dr is in recovery and repl/],
        [
          'by RDS alone',
          'standby',
          {
            'db-dr': {
              'postgresql.inRecovery': undefined,
              'postgresql.walReceiver': undefined,
            },
          },
          'met',
          /replicates/,
        ],
        [
          'by the server alone',
          'standby',
          { 'db-dr': { 'aws.rds.instance': undefined } },
          'met',
          /replicates/,
        ],
        [
          'promoted, by RDS',
          'standby',
          rds('db-dr', instance()),
          'breached',
          /has been promoted/,
        ],
        [
          'promoted, by the server',
          'standby',
          { 'db-dr': { 'postgresql.inRecovery': false } },
          'breached',
          /takes writes/,
        ],
        [
          'gone',
          'standby',
          rds('db-dr', { missing: true }),
          'breached',
          /any more/,
        ],
        [
          'stopped for good',
          'standby',
          rds('db-dr', replica({ replication: { status: 'terminated' } })),
          'breached',
          /broken: RDS says terminated/,
        ],
        [
          'degraded',
          'standby',
          rds(
            'db-dr',
            replica({
              replication: { status: 'replication degraded', normal: false },
            }),
          ),
          'at-risk',
          /replication degraded/,
        ],
        [
          'receives nothing',
          'standby',
          { 'db-dr': { 'postgresql.walReceiver': { running: false } } },
          'at-risk',
          /receives nothing/,
        ],
        [
          'state not told',
          'standby',
          rds('db-dr', replica({ replication: null })),
          'unknown',
          /RDS does not say it/,
        ],
        [
          'no answer',
          'standby',
          { 'db-dr': 'failing' },
          'unknown',
          /did not answer/,
        ],
        [
          'never reported',
          'standby',
          { 'db-dr': 'silent' },
          'unknown',
          /no source reports it/,
        ],
        [
          'not understood',
          'standby',
          { 'db-dr': { 'aws.rds.instance': 'fine' } },
          'unknown',
          /cannot be understood/,
        ],
      ],
    ],
    [
      standbyWarm,
      [
        ['all well', 'standby', {}, 'met', /2 worker nodes.*All 1 workloads/],
        [
          'no node',
          'standby',
          { 'cluster-dr': { 'kubernetes.nodes': nodes(0) } },
          'breached',
          /0 worker nodes/,
        ],
        [
          'scaled to zero',
          'standby',
          { 'cluster-dr': { 'kubernetes.workload/app': workload(0) } },
          'breached',
          /app-dr has 0 replicas/,
        ],
        [
          'workload gone from a cluster that answers',
          'standby',
          { 'cluster-dr': { 'kubernetes.workload/app': undefined } },
          'breached',
          /app-dr has 0 replicas/,
        ],
        [
          'no answer',
          'standby',
          { 'cluster-dr': 'failing' },
          'unknown',
          /did not answer/,
        ],
        [
          'never reported',
          'standby',
          { 'cluster-dr': 'silent' },
          'unknown',
          /no source reports it/,
        ],
        [
          'not understood',
          'standby',
          {
            'cluster-dr': { 'kubernetes.workload/app': { deployments: [{}] } },
          },
          'unknown',
          /cannot be understood/,
        ],
      ],
    ],
    [
      standbyIdle,
      [
        ['all well', 'standby', {}, 'met', /unless the primary fails/],
        [
          'by way of another name',
          'standby',
          {
            dns: {
              'aws.route53.records': [
                ...(records(
                  primary(),
                  secondary({ alias: null, values: ['dr.example.com'] }),
                ) as []),
                {
                  name: 'dr.example.com',
                  type: 'A',
                  members: [secondary({ failover: null })],
                },
              ],
            },
          },
          'met',
          /unless the primary fails/,
        ],
        [
          'latency record',
          'standby',
          dns(primary({ failover: null }), secondary({ failover: null })),
          'breached',
          /sends users to the standby now, by a record that is no/,
        ],
        [
          'weight 0',
          'standby',
          dns(secondary({ failover: null, weight: 0 })),
          'met',
          /unless/,
        ],
        [
          'roles changed over',
          'standby',
          dns(secondary({ failover: 'PRIMARY' })),
          'breached',
          /its PRIMARY record/,
        ],
        [
          'health check fails',
          'standby',
          checksOfDns({ status: { value: 0, at: daysAgo(0) } }),
          'at-risk',
          /a fail-over is under way/,
        ],
        [
          'health check failed yesterday, by its last metric',
          'standby',
          checksOfDns({ status: { value: 0, at: daysAgo(1) } }),
          'met',
          /unless the primary fails/,
        ],
        [
          'load balancer gone',
          'standby',
          { 'lb-dr': { 'aws.elbv2.loadBalancer': { missing: true } } },
          'at-risk',
          /serves nobody/,
        ],
        [
          'no routing policy at all',
          'standby',
          { dns: { 'aws.route53.records': [] } },
          'at-risk',
          /no name with a routing policy/,
        ],
        [
          'no name told',
          'standby',
          { 'lb-dr': { 'aws.elbv2.loadBalancer': balancer({ dnsName: '' }) } },
          'unknown',
          /is not told/,
        ],
        ['no answer', 'standby', { dns: 'failing' }, 'unknown', /not answer/],
      ],
    ],
  ],
});
