import type { Entity } from '@backstage/catalog-model';
import type { EntityPosture } from '@twinshore/plugin-dr-status-common';
import {
  aPosture,
  aSummary,
} from '@twinshore/plugin-dr-status-react/testUtils';

/*
 * A small estate for tests: two databases on-prem, one in each AWS site, links
 * between them, a service that leans on one, and one thing nobody watches.
 */

const R = 'resource:default/';

function entity(
  name: string,
  type: string,
  resilience: object,
  rest: {
    title?: string;
    dependsOn?: string[];
    owner?: string;
    system?: string;
  } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', title: rest.title },
    spec: {
      type,
      owner: rest.owner,
      system: rest.system,
      resilience: resilience as any,
    },
    relations: [
      ...(rest.dependsOn ?? []).map(targetRef => ({
        type: 'dependsOn',
        targetRef,
      })),
      ...(rest.owner ? [{ type: 'ownedBy', targetRef: rest.owner }] : []),
      ...(rest.system ? [{ type: 'partOf', targetRef: rest.system }] : []),
    ],
  };
}

const DATABASES = 'group:default/database-engineering';

export const testEntities: Entity[] = [
  entity(
    'aws-dr',
    'site',
    { site: 'aws-dr', role: 'passive' },
    { title: 'AWS DR' },
  ),
  entity(
    'aws-primary',
    'site',
    { site: 'aws-primary', role: 'active' },
    { title: 'AWS primary' },
  ),
  entity(
    'on-prem',
    'site',
    { site: 'on-prem', role: 'active' },
    { title: 'On-premise' },
  ),
  entity('aws-primary-a', 'zone', { site: 'aws-primary' }),
  entity('aws-primary-b', 'zone', { site: 'aws-primary' }),
  entity(
    'pg-primary',
    'database',
    {
      site: 'on-prem',
      tier: 'data',
      redundancy: { group: 'pg', needs: 1 },
      replicates: [
        { to: `${R}pg-standby`, mode: 'synchronous' },
        { to: `${R}rds`, mode: 'logical', over: `${R}direct-connect` },
      ],
    },
    {
      title: 'PG primary',
      owner: DATABASES,
      system: 'system:default/mis-data',
    },
  ),
  entity(
    'pg-standby',
    'database',
    { site: 'on-prem', tier: 'data', redundancy: { group: 'pg', needs: 1 } },
    {
      title: 'PG standby',
      owner: DATABASES,
      system: 'system:default/mis-data',
    },
  ),
  entity(
    'rds',
    'database',
    {
      site: 'aws-primary',
      tier: 'data',
      zones: [`${R}aws-primary-a`],
      cidrs: ['10.1.2.0/24'],
      replicates: [{ to: `${R}rds-replica`, mode: 'asynchronous' }],
      failsOverTo: [`${R}rds-replica`],
    },
    { title: 'RDS', owner: DATABASES },
  ),
  entity(
    'rds-replica',
    'database',
    { site: 'aws-dr', tier: 'data' },
    { title: 'RDS replica', owner: DATABASES },
  ),
  entity(
    'direct-connect',
    'network-link',
    {
      site: 'bridge',
      tier: 'connectivity',
      redundancy: { group: 'links', needs: 1 },
    },
    { title: 'Direct Connect' },
  ),
  entity(
    'vpn',
    'network-link',
    {
      site: 'bridge',
      tier: 'connectivity',
      redundancy: { group: 'links', needs: 1 },
    },
    { title: 'VPN' },
  ),
  entity(
    'route53',
    'dns-zone',
    { site: 'global', tier: 'edge' },
    { title: 'Route 53' },
  ),
  entity(
    'backend',
    'service',
    { site: 'aws-primary', tier: 'application' },
    {
      title: 'Backend',
      dependsOn: [`${R}rds`],
      owner: 'group:default/application-engineering',
    },
  ),
];

function posture(name: string, change: Partial<EntityPosture> = {}) {
  return aPosture({ entityRef: `${R}${name}`, title: name, ...change });
}

/** PG standby breached, the VPN unknown, the backend unwatched, the rest well. */
export const testSummary = aSummary({
  entities: [
    'aws-dr',
    'aws-primary',
    'on-prem',
    'aws-primary-a',
    'aws-primary-b',
    'pg-primary',
    'rds',
    'rds-replica',
    'direct-connect',
    'route53',
  ]
    .map(name => posture(name))
    .concat(
      posture('pg-standby', { verdict: 'breached', reason: 'It is down.' }),
      posture('vpn', { verdict: 'unknown' }),
      posture('backend', { verdict: 'unknown', unwatched: true }),
    ),
  objectives: [
    {
      id: 'rpo',
      title: 'RPO',
      unit: 's',
      target: 900,
      value: 192,
      verdict: 'met',
      reason: '',
      parts: [
        {
          entityRef: `${R}rds-replica`,
          title: 'chain',
          value: 192,
          verdict: 'met',
          reason: '',
        },
      ],
    },
  ],
});
