import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { plannedCaches, plannedDatabases, plannedReplicas } from './sizing';
import {
  instance,
  judge,
  rds,
  replica,
  workload,
  type Situation,
} from './testing/estate';

describeChecks<Situation>('checks of sizing', {
  all: [plannedReplicas, plannedDatabases, plannedCaches],
  judge,
  cases: [
    [
      plannedReplicas,
      [
        [
          'all well',
          'plan',
          {},
          'met',
          /app-main has 9 .* 8 to 12 .*CPU and memory are not measured/,
        ],
        [
          'too few',
          'plan',
          { 'cluster-main': { 'kubernetes.workload/app': workload(7) } },
          'at-risk',
          /has 7 replicas/,
        ],
        [
          'outgrown',
          'plan',
          { 'cluster-main': { 'kubernetes.workload/app': workload(14) } },
          'at-risk',
          /has 14 replicas/,
        ],
        [
          'none',
          'plan',
          { 'cluster-main': { 'kubernetes.workload/app': workload(0) } },
          'breached',
          /has 0 replicas/,
        ],
        [
          'no answer',
          'plan',
          { 'cluster-main': 'failing' },
          'unknown',
          /not answer/,
        ],
      ],
    ],
    [
      plannedDatabases,
      [
        [
          'all well',
          'plan',
          {},
          'met',
          /db-main is db.r6g.2xlarge, 8 vCPU and 64 GiB.*db-dr.*Not measured: db-house/,
        ],
        [
          'too small where it would be promoted',
          'plan',
          rds('db-dr', replica({ instanceClass: 'db.t4g.large' })),
          'at-risk',
          /db-dr is db.t4g.large, 2 vCPU and 8 GiB; 8 vCPU and 64 GiB/,
        ],
        [
          'gone',
          'plan',
          rds('db-main', { missing: true }),
          'breached',
          /any more/,
        ],
        [
          'class not known',
          'plan',
          rds('db-main', instance({ instanceClass: 'db.z9.huge' })),
          'unknown',
          /db.z9.huge is not known here/,
        ],
        ['no answer', 'plan', { 'db-main': 'failing' }, 'unknown', /answer/],
      ],
    ],
    [
      plannedCaches,
      [
        [
          'all well',
          'plan',
          {},
          'met',
          /3 shards of cache.m7g.large, 19.1 GiB.*cache-house may hold 12.0 GiB/,
        ],
        [
          'lost shards',
          'plan',
          {
            'cache-main': {
              'aws.elasticache.replicationGroup': {
                missing: false,
                nodeType: 'cache.m7g.large',
                shards: [{}],
              },
            },
          },
          'at-risk',
          /1 shards of cache.m7g.large, 6.4 GiB; 16 GiB/,
        ],
        [
          'limit too low',
          'plan',
          { 'cache-house': { 'redis.memory': { maxBytes: 1024 ** 3 } } },
          'at-risk',
          /may hold 1.0 GiB/,
        ],
        [
          'no limit',
          'plan',
          { 'cache-house': { 'redis.memory': { maxBytes: 0 } } },
          'unknown',
          /no memory limit/,
        ],
        ['no answer', 'plan', { 'cache-main': 'failing' }, 'unknown', /answer/],
      ],
    ],
  ],
});
