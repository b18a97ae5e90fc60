import type { Verdict } from '@twinshore/plugin-dr-status-common';
import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import {
  AUTOSCALER,
  CANNOT_ASK,
  checksIn,
  judge,
  type Row,
} from '../testing/estate';
import * as module from './autoscalers';

const { workloadAutoscaler, siteAutoscalers } = module;

describeChecks('checks of autoscalers', {
  all: checksIn(module),
  judge,
  cases: [
    [
      workloadAutoscaler,
      [
        ['all is well', 'api', {}, 'met', /9 replicas, between 8 and 12/],
        ...(
          [
            [
              'it cannot scale',
              { AbleToScale: { status: 'False', reason: 'FailedGetScale' } },
              'at-risk',
              /FailedGetScale/,
            ],
            [
              'it has no metrics',
              {
                ScalingActive: {
                  status: 'False',
                  reason: 'FailedGetResourceMetric',
                },
              },
              'at-risk',
              /FailedGetResourceMetric/,
            ],
            [
              'it is limited below its maximum',
              { ScalingLimited: { status: 'True', reason: 'TooFewReplicas' } },
              'met',
              /scales/,
            ],
          ] as Array<
            [string, Record<string, signals.Condition>, Verdict, RegExp]
          >
        ).map(
          ([title, conditions, verdict, reason]): Row => [
            title,
            'api',
            {
              workload: {
                autoscalers: [
                  {
                    ...AUTOSCALER,
                    conditions: { ...AUTOSCALER.conditions, ...conditions },
                  },
                ],
              },
            },
            verdict,
            reason,
          ],
        ),
        [
          'it is at its maximum and wants more',
          'api',
          {
            workload: {
              autoscalers: [
                {
                  ...AUTOSCALER,
                  current: 12,
                  conditions: {
                    ...AUTOSCALER.conditions,
                    ScalingLimited: {
                      status: 'True',
                      reason: 'TooManyReplicas',
                    },
                  },
                },
              ],
            },
          },
          'at-risk',
          /at its maximum/,
        ],
        [
          'it is inactive on a standby that is scaled to zero',
          'standby',
          {
            workload: {
              autoscalers: [
                {
                  ...AUTOSCALER,
                  current: 0,
                  conditions: {
                    ...AUTOSCALER.conditions,
                    ScalingActive: {
                      status: 'False',
                      reason: 'ScalingDisabled',
                    },
                  },
                },
              ],
            },
          },
          'met',
          /inactive/,
        ],
        [
          'it is new',
          'api',
          { workload: { autoscalers: [{ ...AUTOSCALER, conditions: {} }] } },
          'unknown',
          /not said yet/,
        ],
        [
          'there is none',
          'api',
          { workload: { autoscalers: [] } },
          'breached',
          /No autoscaler/,
        ],
        CANNOT_ASK('api'),
      ],
    ],
    [
      siteAutoscalers,
      [
        ['all is well', 'hpa', {}, 'met', /All 1 autoscalers .*api 9\/12/],
        [
          'one of two does not work',
          'hpa',
          {
            autoscalers: [
              AUTOSCALER,
              {
                ...AUTOSCALER,
                name: 'spa',
                conditions: {
                  ...AUTOSCALER.conditions,
                  AbleToScale: { status: 'False', reason: 'X' },
                },
              },
            ],
          },
          'at-risk',
          /spa cannot scale/,
        ],
        [
          'those of other namespaces do not count',
          'hpa',
          { autoscalers: [{ ...AUTOSCALER, namespace: 'other' }] },
          'breached',
          /no autoscaler in namespace mis/,
        ],
        CANNOT_ASK('hpa'),
      ],
    ],
  ],
});
