import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckContext,
  CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { instanceOf, RDS_INSTANCE } from './databaseCopy';
import {
  allBeneath,
  dependenciesOf,
  isOfType,
  nameOf,
  partsOf,
  workloadsOf,
  type Workload,
} from './estate';
import { cacheNodeMemory, databaseSize } from './instanceSizes';
import { numberOf, recordOf, recordsOf, textOf } from './jsonValues';
import { ask, settle, undeclared, type Asked } from './reading';
import { WORKLOADS, workloadState } from './workloadState';

/** What runs, against the sizes that the capacity plan and its entities declare. */

export const ELASTICACHE = 'aws.elasticache.replicationGroup';
export const REDIS_MEMORY = 'redis.memory';
const GIB = 1024 ** 3;
/** Redis needs the rest of its machine for buffers and copies, as ElastiCache reserves it. */
const USABLE_SHARE = 0.75;

const sizingOf = (entity: Entity) => resilienceOf(entity)?.sizing;

const isWorkloadPlan = (entity: Entity) =>
  isOfType(entity, 'capacity-plan') &&
  sizingOf(entity)?.replicasMin !== undefined;

/** Workloads of the plan at the sites that carry users now. */
function plannedWorkloads(context: CheckContext): Workload[] {
  const planned = dependenciesOf(context, context.entity).flatMap(each => [
    each,
    ...partsOf(context, each),
  ]);
  return workloadsOf(context, planned).filter(
    ({ entity }) => resilienceOf(entity)?.role !== 'passive',
  );
}

export const plannedReplicas: Check = {
  id: 'recovery.plan-replicas',
  title: 'As many replicas as planned',
  description:
    'At each site that carries users, the workload has a number of ready replicas within the plan. CPU and memory of a replica are not measured.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'sizing.replicasMin ≤ ready ≤ sizing.replicasMax (none is breached)',
    origin: 'design 9.1',
  },
  signals: [WORKLOADS],
  remediation:
    'Below the plan: see the workload and its nodes. Above it: the load has outgrown the plan, so make a new one.',
  appliesTo: isWorkloadPlan,
  evaluate(context) {
    const { replicasMin = 0, replicasMax = Infinity } =
      sizingOf(context.entity) ?? {};
    const workloads = plannedWorkloads(context);
    if (workloads.length === 0) {
      return undeclared(context, 'component that runs in a cluster');
    }
    const plan = `${replicasMin} to ${replicasMax} are planned`;
    const parts = workloads.map((workload): CheckOutcome => {
      const state = workloadState(context, workload);
      if ('outcome' in state) {
        return state.outcome;
      }
      const { ready } = state.value;
      const within = ready >= replicasMin && ready <= replicasMax;
      const short = ready === 0 ? 'breached' : 'at-risk';
      return {
        verdict: within ? 'met' : short,
        reason: `${nameOf(
          workload.entity,
        )} has ${ready} replicas ready, ${plan}.`,
        readings: state.readings,
      };
    });
    return settle(
      parts,
      `${parts
        .map(({ reason }) => reason)
        .join(' ')} Their CPU and memory are not measured.`,
    );
  },
};

interface Measured {
  /** Undefined when nothing measures the entity. */
  outcome?: CheckOutcome;
  entity: Entity;
}

function settleMeasured(
  context: CheckContext,
  what: string,
  measured: Measured[],
): CheckOutcome {
  const parts = measured.flatMap(({ outcome }) => outcome ?? []);
  const silent = measured
    .filter(({ outcome }) => !outcome)
    .map(({ entity }) => nameOf(entity));
  if (parts.length === 0) {
    return measured.length === 0
      ? undeclared(context, `${what} with a sizing`)
      : {
          verdict: 'unknown',
          reason: `Nothing tells how large ${silent.join(', ')} is.`,
          readings: [],
        };
  }
  const unmeasured =
    silent.length > 0 ? ` Not measured: ${silent.join(', ')}.` : '';
  return settle(
    parts,
    `${parts.map(({ reason }) => reason).join(' ')}${unmeasured}`,
  );
}

function sized(context: CheckContext, type: string): Entity[] {
  return allBeneath(context, context.entity).filter(
    each => isOfType(each, type) && sizingOf(each)?.memoryGiB !== undefined,
  );
}

function judgeDatabase(context: CheckContext, entity: Entity): Measured {
  const instance = instanceOf(context, entity);
  if ('outcome' in instance) {
    return instance.missing
      ? { entity }
      : { entity, outcome: instance.outcome };
  }
  const { readings, value } = instance;
  const name = nameOf(entity);
  const { vcpu = 0, memoryGiB = 0 } = sizingOf(entity)!;
  const size = databaseSize(value.class);
  const plan = `${vcpu} vCPU and ${memoryGiB} GiB are planned`;
  if (value.missing || !size) {
    return {
      entity,
      outcome: {
        verdict: value.missing ? 'breached' : 'unknown',
        reason: value.missing
          ? `RDS does not have ${name} any more.`
          : `How large ${name} is, is unknown: the class ${
              value.class || 'that it does not tell'
            } is not known here.`,
        readings,
      },
    };
  }
  return {
    entity,
    outcome: {
      verdict:
        size.vcpu >= vcpu && size.memoryGiB >= memoryGiB ? 'met' : 'at-risk',
      reason: `${name} is ${value.class}, ${size.vcpu} vCPU and ${size.memoryGiB} GiB; ${plan}.`,
      readings,
    },
  };
}

export const plannedDatabases: Check = {
  id: 'recovery.plan-databases',
  title: 'Databases as large as planned',
  description:
    'The class of each RDS instance, those that take over included, has the CPUs and the memory of its sizing. Servers of one’s own do not tell theirs; they are named.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Instance class ≥ sizing.vcpu and sizing.memoryGiB',
    origin: 'design 9.1',
  },
  signals: [RDS_INSTANCE],
  remediation:
    'Change the class in the Terraform of the database, in the DR region as well: a promoted replica carries the same load.',
  appliesTo: isWorkloadPlan,
  evaluate: context =>
    settleMeasured(
      context,
      'database',
      sized(context, 'database').map(entity => judgeDatabase(context, entity)),
    ),
};

/** Memory for data, of managed caches by their nodes, else by the limit of Redis. */
function judgeCache(context: CheckContext, entity: Entity): Measured {
  const planned = sizingOf(entity)!.memoryGiB!;
  const managed: Asked<{ memory?: number; said: string }> = ask(
    context,
    entity,
    ELASTICACHE,
    'The replication group',
    value => {
      const group = recordOf(value);
      if (group?.missing === true) {
        return { memory: 0, said: 'gone' };
      }
      const type = textOf(group?.nodeType);
      const shards = recordsOf(group?.shards)?.length;
      const node = type && cacheNodeMemory(type);
      return type === undefined || shards === undefined
        ? undefined
        : {
            memory: node ? node * shards : undefined,
            said: `${shards} shards of ${type}`,
          };
    },
  );
  const own = ask(context, entity, REDIS_MEMORY, 'The memory limit', value =>
    numberOf(recordOf(value)?.maxBytes),
  );
  const name = nameOf(entity);
  if ('value' in managed) {
    const { memory, said } = managed.value;
    const enough =
      memory !== undefined && memory >= planned ? 'met' : 'at-risk';
    return {
      entity,
      outcome: {
        verdict: memory === undefined ? 'unknown' : enough,
        reason: `${name} is ${said}, ${
          memory === undefined
            ? 'a type that is not known here'
            : `${memory.toFixed(1)} GiB`
        }; ${planned} GiB are planned.`,
        readings: managed.readings,
      },
    };
  }
  if ('value' in own) {
    const limit = own.value / GIB;
    // Without a limit Redis takes all that the machine has, which it does not tell.
    const enough = limit >= planned * USABLE_SHARE ? 'met' : 'at-risk';
    return {
      entity,
      outcome: {
        verdict: limit === 0 ? 'unknown' : enough,
        reason:
          limit === 0
            ? `How much ${name} may hold is unknown: it has no memory limit.`
            : `${name} may hold ${limit.toFixed(
                1,
              )} GiB; a machine of ${planned} GiB is planned, of which ${
                USABLE_SHARE * 100
              } % are for data.`,
        readings: own.readings,
      },
    };
  }
  if (managed.missing && own.missing) {
    return { entity };
  }
  return { entity, outcome: managed.missing ? own.outcome : managed.outcome };
}

export const plannedCaches: Check = {
  id: 'recovery.plan-caches',
  title: 'Caches as large as planned',
  description:
    'Memory of the shards of an ElastiCache group, or the limit that Redis has, against the sizing of the cache.',
  gate: false,
  weight: 1,
  threshold: {
    text: `Memory ≥ sizing.memoryGiB (of one’s own Redis, maxmemory ≥ ${
      USABLE_SHARE * 100
    } % of it)`,
    origin: 'design 9.1',
  },
  signals: [ELASTICACHE, REDIS_MEMORY],
  remediation: 'Choose a larger node type, or add a shard.',
  appliesTo: isWorkloadPlan,
  evaluate: context =>
    settleMeasured(
      context,
      'cache',
      sized(context, 'cache').map(entity => judgeCache(context, entity)),
    ),
};

export const sizingChecks: Check[] = [
  plannedReplicas,
  plannedDatabases,
  plannedCaches,
];
