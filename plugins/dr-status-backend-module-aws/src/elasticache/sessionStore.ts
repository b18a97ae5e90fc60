import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckOutcome,
  EstateView,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import { isElastiCache, viewGroup } from './cacheView';
import {
  ELASTICACHE_GLOBAL,
  ELASTICACHE_GROUP,
  type ElastiCacheGlobal,
} from './signals';

/** The cache that a session store is declared to be in. */
function cacheOf(estate: EstateView, entity: Entity): Entity | undefined {
  const at = resilienceOf(entity)?.locatedIn;
  const cache =
    at && isInAws(estate, entity, 'session-store')
      ? estate.getEntity(at)
      : undefined;
  return cache && isElastiCache(estate, cache) ? cache : undefined;
}

const hasCache = (entity: Entity, estate: EstateView) =>
  cacheOf(estate, entity) !== undefined;

export const sessionsServed: Check = {
  id: 'aws.elasticache.sessions-served',
  title: 'Sessions have a cache that serves',
  description:
    'The cache that keeps the sessions is available: without it nobody can sign in, or stay signed in.',
  gate: true,
  weight: 2,
  threshold: {
    text: 'The replication group available (modifying is at risk)',
    origin: 'design 4.3',
  },
  signals: [ELASTICACHE_GROUP],
  remediation: 'See the cache that the session store stands in.',
  appliesTo: hasCache,
  evaluate(context): CheckOutcome {
    const view = viewGroup(context, cacheOf(context, context.entity)!);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier, status, shards } = view.group;
    const readings = [view.reading];
    const empty = shards.filter(({ nodes }) => nodes.length === 0);
    if (empty.length > 0 || /^(deleting|create-failed)$/.test(status)) {
      return {
        verdict: 'breached',
        reason: `Sessions are kept in ${identifier}, which ${
          empty.length > 0
            ? `has no node for ${empty.length} of ${shards.length} shards`
            : `is ${status}`
        }.`,
        readings,
      };
    }
    const serving = /^(modifying|snapshotting|creating)$/.test(status);
    const other = serving ? 'at-risk' : 'unknown';
    return {
      verdict: status === 'available' ? 'met' : other,
      reason: `Sessions are kept in ${identifier}, which is ${
        status || 'in no stated status'
      }${
        status === 'available' || serving ? '' : ', and that is not understood'
      }.`,
      readings,
    };
  },
};

const SERVING = ['available', 'primary-only', 'modifying'];

export const sessionsSurvive: Check = {
  id: 'aws.elasticache.sessions-survive',
  title: 'Sessions survive the loss of a region',
  description:
    'Sessions are copied between the regions by a global datastore. Without one every user has to sign in again after a fail-over, which is bearable where it is expected and told.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'A global datastore with an available member in another region (none is at risk)',
    origin: 'design 4.3 against 5.2: no replication between regions is named',
  },
  signals: [ELASTICACHE_GROUP, ELASTICACHE_GLOBAL],
  remediation:
    'Make the replication group the primary of a global datastore (elasticache create-global-replication-group), or accept in the runbook that users sign in again.',
  appliesTo: hasCache,
  evaluate(context): CheckOutcome {
    const cache = cacheOf(context, context.entity)!;
    const view = viewGroup(context, cache);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier, region, globalDatastore } = view.group;
    if (!globalDatastore) {
      return {
        verdict: 'at-risk',
        reason: `${identifier} belongs to no global datastore: sessions are not copied between regions, and users sign in again after a fail-over.`,
        readings: [view.reading],
      };
    }
    const global = viewSignal<ElastiCacheGlobal>(
      context,
      ELASTICACHE_GLOBAL,
      'The global datastore',
      refOf(cache),
    );
    if ('outcome' in global) {
      return global.outcome;
    }
    const { id, status, members } = global.value;
    const readings = [view.reading, global.reading];
    const others = members.filter(member => member.region !== region);
    const well = others.filter(({ status: each }) =>
      /^(associated|available)$/.test(each),
    );
    if (!SERVING.includes(status)) {
      return {
        verdict: 'unknown',
        reason: `The global datastore ${id} is ${
          status || 'in no stated status'
        }, which is not understood.`,
        readings,
      };
    }
    if (status !== 'available' || well.length === 0) {
      return {
        verdict: 'at-risk',
        reason: `The global datastore ${id} is ${status}, and ${
          others.length > 0
            ? listed(
                others.map(
                  member =>
                    `${member.identifier} in ${member.region} is ${member.status}`,
                ),
              )
            : 'has no member in another region'
        }.`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `The global datastore ${id} is ${status} and copies sessions between ${region} and ${listed(
        well.map(member => member.region),
      )}.`,
      readings,
    };
  },
};
