import {
  DBInstanceNotFoundFault$,
  DBSubnetGroupNotFoundFault$,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeEventsCommand,
  InvalidDBInstanceStateFault$,
  PromoteReadReplicaCommand,
  RebootDBInstanceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
  type Filter,
} from '@aws-sdk/client-rds';
import { REGIONS } from '../../../model';
import type { Clock } from '../../clock';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { AWS_SITES } from '../../sites';
import { describeInstance, eventWindow, instanceArn } from './describe';
import type { Fleet, Instance } from './Fleet';
import { replicasOf } from './settings';
import { subnetGroup } from './subnets';

export { Fleet, type Instance } from './Fleet';

const RECORDS = { min: 20, max: 100, standard: 100 };

/** Relational Database Service, over the PostgreSQL servers of the sandbox. */
export function rdsService(fleet: Fleet, clock: Clock): Service {
  const find = (
    identifier: string | undefined,
    { region, accountId }: Call,
  ) => {
    const wanted = identifier?.toLowerCase();
    const found = fleet
      .of(region)
      .find(
        ({ control }) =>
          control.name === wanted ||
          instanceArn(region, accountId, control.name) === wanted,
      );
    if (found) return found;
    throw AwsError.modeled(
      DBInstanceNotFoundFault$,
      `DBInstance ${identifier} not found.`,
    );
  };

  /** Answers with the instance as it stands once the action has begun. */
  const act = async (
    identifier: string | undefined,
    call: Call,
    begin: (instance: Instance) => void,
  ) => {
    const instance = find(identifier, call);
    begin(instance);
    return { DBInstance: describeInstance(fleet, instance, call.accountId) };
  };

  const requireStatus = (instance: Instance, wanted: string) => {
    const status = fleet.status(instance);
    if (status !== wanted) {
      throw invalidState(
        `Instance ${instance.control.name} is not in ${wanted} state: it is ${status}.`,
      );
    }
  };

  return {
    signingName: 'rds',
    actionPrefix: 'rds',
    apiVersion: '2014-10-31',
    xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    shapeNamespace: 'com.amazonaws.rds',
    protocols: ['query'],
    regions: region => [region],
    operations: operations([
      operation(DescribeDBInstancesCommand, async (input, call) => {
        const limit = pageSize(input.MaxRecords, 'MaxRecords', RECORDS);
        await fleet.observeBriefly();
        const all = input.DBInstanceIdentifier
          ? [find(input.DBInstanceIdentifier, call)]
          : fleet.of(call.region);
        const chosen = all.filter(instance =>
          (input.Filters ?? []).every(filter =>
            matches(instance, filter, call),
          ),
        );
        const { items, next } = paginate(
          chosen,
          ({ control }) => control.name,
          limit,
          input.Marker,
        );
        return {
          DBInstances: items.map(instance =>
            describeInstance(fleet, instance, call.accountId),
          ),
          Marker: next,
        };
      }),

      operation(DescribeEventsCommand, async (input, call) => {
        const limit = pageSize(input.MaxRecords, 'MaxRecords', RECORDS);
        if (input.SourceIdentifier && !input.SourceType) {
          throw AwsError.common(
            'InvalidParameterCombination',
            'SourceType must be given with SourceIdentifier',
          );
        }
        const { from, to } = eventWindow(input, clock);
        await fleet.observeBriefly();
        const chosen = fleet.events
          .of(call.region)
          .filter(({ at }) => at.getTime() >= from && at.getTime() <= to)
          .filter(() => (input.SourceType ?? 'db-instance') === 'db-instance')
          .filter(
            ({ identifier }) =>
              !input.SourceIdentifier || identifier === input.SourceIdentifier,
          )
          .filter(
            ({ categories }) =>
              !input.EventCategories?.length ||
              categories.some(it => input.EventCategories?.includes(it)),
          );
        const { items, next } = paginate(
          chosen,
          event => String(event.sequence).padStart(12, '0'),
          limit,
          input.Marker,
        );
        return {
          Events: items.map(event => ({
            SourceIdentifier: event.identifier,
            SourceType: 'db-instance' as const,
            SourceArn: instanceArn(
              event.region,
              call.accountId,
              event.identifier,
            ),
            Message: event.message,
            EventCategories: event.categories,
            Date: event.at,
          })),
          Marker: next,
        };
      }),

      operation(DescribeDBSubnetGroupsCommand, (input, call) => {
        const groups = AWS_SITES.filter(
          site => REGIONS[site] === call.region,
        ).map(site => subnetGroup(site, call.accountId));
        const wanted = input.DBSubnetGroupName;
        const chosen = groups.filter(
          ({ DBSubnetGroupName }) => !wanted || DBSubnetGroupName === wanted,
        );
        if (wanted && chosen.length === 0) {
          throw AwsError.modeled(
            DBSubnetGroupNotFoundFault$,
            `DB subnet group '${wanted}' does not exist.`,
          );
        }
        return { DBSubnetGroups: chosen };
      }),

      operation(PromoteReadReplicaCommand, async (input, call) => {
        await fleet.observeBriefly();
        return act(input.DBInstanceIdentifier, call, instance => {
          if (!instance.settings.source || instance.inRecovery === false) {
            throw invalidState(
              `DB Instance ${instance.control.name} is not a read replica.`,
            );
          }
          requireStatus(instance, 'available');
          instance.settings = {
            ...instance.settings,
            backupRetentionDays:
              input.BackupRetentionPeriod ??
              instance.settings.backupRetentionDays,
          };
          fleet.act(instance, 'modifying', () => instance.control.promote(), {
            message: 'Promoted Read Replica to a stand-alone database instance',
            categories: ['read replica'],
          });
        });
      }),

      operation(RebootDBInstanceCommand, async (input, call) => {
        await fleet.observeBriefly();
        return act(input.DBInstanceIdentifier, call, instance => {
          requireStatus(instance, 'available');
          if (input.ForceFailover && !instance.secondaryZone) {
            throw AwsError.common(
              'InvalidParameterCombination',
              'ForceFailover cannot be specified since the instance is not configured for Multi-AZ.',
            );
          }
          fleet.act(
            instance,
            'rebooting',
            async () => {
              await instance.control.stop('fast');
              if (input.ForceFailover) fleet.failOver(instance);
              await instance.control.start();
            },
            { message: 'DB instance restarted', categories: ['availability'] },
          );
        });
      }),

      operation(StopDBInstanceCommand, async (input, call) => {
        await fleet.observeBriefly();
        return act(input.DBInstanceIdentifier, call, instance => {
          requireStatus(instance, 'available');
          refuseInReplication(fleet, instance);
          fleet.act(
            instance,
            'stopping',
            async () => {
              await instance.control.stop('fast');
              instance.stoppedOnRequest = true;
            },
            { message: 'DB instance stopped', categories: ['notification'] },
          );
        });
      }),

      operation(StartDBInstanceCommand, async (input, call) => {
        await fleet.observeBriefly();
        return act(input.DBInstanceIdentifier, call, instance => {
          requireStatus(instance, 'stopped');
          fleet.act(
            instance,
            'starting',
            async () => {
              await instance.control.start();
              instance.stoppedOnRequest = false;
            },
            { message: 'DB instance started', categories: ['notification'] },
          );
        });
      }),
    ]),
  };
}

function invalidState(message: string): AwsError {
  return AwsError.modeled(InvalidDBInstanceStateFault$, message);
}

/** RDS stops neither a replica nor what has one: the copy would be lost. */
function refuseInReplication(fleet: Fleet, instance: Instance): void {
  if (fleet.sourceOf(instance)) {
    throw invalidState(
      `Cannot stop ${instance.control.name}: it is a read replica. Promote it first.`,
    );
  }
  const replica = replicasOf(instance.control.name)
    .map(identifier => fleet.find(identifier))
    .find(found => found && fleet.sourceOf(found) === instance);
  if (replica) {
    throw invalidState(
      `Cannot stop ${instance.control.name}: it has the read replica ${replica.control.name}. Promote that one first.`,
    );
  }
}

function matches(
  { control }: Instance,
  { Name, Values = [] }: Filter,
  { region, accountId }: Call,
): boolean {
  switch (Name) {
    case 'db-instance-id':
      return Values.some(
        value =>
          value === control.name ||
          value === instanceArn(region, accountId, control.name),
      );
    case 'engine':
      return Values.includes('postgres');
    default:
      throw AwsError.common(
        'InvalidParameterValue',
        `Unrecognized filter name: ${Name}`,
      );
  }
}
