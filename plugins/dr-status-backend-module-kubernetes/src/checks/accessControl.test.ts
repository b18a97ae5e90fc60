import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { OWN_ACCESS, RBAC, type Rbac } from '../signals';
import { CANNOT_ASK, checksIn, judge, type Situation } from '../testing/estate';
import * as module from './accessControl';

const { clusterAdmins, portalReadOnly, rbacParity } = module;

const MASTERS = {
  subject: 'Group:system:masters',
  binding: 'cluster-admin',
  role: 'cluster-admin',
};

const rbac = (value: Partial<Rbac>) => ({
  [RBAC]: { admins: [MASTERS], people: {}, ...value },
});
const admins = (...subjects: string[]): Situation => ({
  values: rbac({
    admins: [
      MASTERS,
      ...subjects.map(subject => ({ subject, binding: 'b', role: 'all' })),
    ],
  }),
});
const people = (
  here: Record<string, string>,
  there: Record<string, string>,
): Situation => ({
  values: rbac({ people: here }),
  twin: rbac({ people: there }),
});
const BINDINGS = 'clusterrolebindings.rbac.authorization.k8s.io';

describeChecks('checks of access', {
  all: checksIn(module),
  judge,
  cases: [
    [
      clusterAdmins,
      [
        ['only the built-in group', 'rbac', admins(), 'met', /All 1 admin/],
        [
          'those that are named',
          'rbac',
          admins('Group:platform', 'ServiceAccount:cd/c'),
          'met',
          /All 3 administrators .*Group:platform/,
        ],
        [
          'another one',
          'rbac',
          admins('User:mallory'),
          'at-risk',
          /User:mallory \(all, by b\)/,
        ],
        [
          'many others',
          'rbac',
          admins('User:1', 'User:2', 'User:3', 'User:4', 'User:5', 'User:6'),
          'at-risk',
          /and 1 more/,
        ],
        [
          'nobody at all, which cannot be',
          'rbac',
          { values: rbac({ admins: [] }) },
          'unknown',
          /no administrator at all/,
        ],
        [
          'bindings are hidden',
          'rbac',
          { collections: { [BINDINGS]: 'refused' } },
          'unknown',
          /may not read clusterrolebindings/,
        ],
        CANNOT_ASK('rbac'),
      ],
    ],
    [
      portalReadOnly,
      [
        [
          'it only reads',
          'rbac',
          { values: { [OWN_ACCESS]: { asked: 12, beyondReading: [] } } },
          'met',
          /none of the 12/,
        ],
        [
          'it may write',
          'rbac',
          {
            values: {
              [OWN_ACCESS]: { asked: 12, beyondReading: ['patch nodes'] },
            },
          },
          'breached',
          /patch nodes/,
        ],
        [
          'the cluster does not say',
          'rbac',
          {},
          'unknown',
          /has not reported it/,
        ],
        CANNOT_ASK('rbac'),
      ],
    ],
    [
      rbacParity,
      [
        [
          'the same people by the same rules',
          'rbac',
          people({ 'Group:a read': '1' }, { 'Group:a read': '1' }),
          'met',
          /1 bindings/,
        ],
        [
          'one is only here',
          'rbac',
          people({ 'Group:a read': '1' }, {}),
          'at-risk',
          /Group:a read only in cluster/,
        ],
        [
          'one is only there',
          'rbac',
          people({}, { 'Group:a read': '1' }),
          'at-risk',
          /only in twin/,
        ],
        [
          'the rules differ',
          'rbac',
          people({ 'Group:a read': '1' }, { 'Group:a read': '2' }),
          'at-risk',
          /by different rules/,
        ],
        [
          'the other shore does not tell',
          'rbac',
          { values: rbac({}) },
          'unknown',
          /may do what in twin is unknown/,
        ],
        CANNOT_ASK('rbac'),
      ],
    ],
  ],
});
