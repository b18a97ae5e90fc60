import {
  DescribeDBInstancesCommand,
  type DBInstance,
} from '@aws-sdk/client-rds';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import * as signals from './signals';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { newestPoints } from '../aws/metrics';
import { allPages } from '../aws/pages';
import type { NamedResource } from '../aws/resources';
import { Sightings } from '../aws/Sightings';

export const RDS_ACTIONS = [
  'rds:DescribeDBInstances',
  'cloudwatch:GetMetricData',
] as const;

function toInstance(instance: DBInstance, region: string): signals.RdsInstance {
  const source = instance.ReadReplicaSourceDBInstanceIdentifier;
  const replication = instance.StatusInfos?.find(
    ({ StatusType }) => StatusType === 'read replication',
  );
  return {
    identifier: instance.DBInstanceIdentifier ?? '',
    region,
    missing: false,
    status: instance.DBInstanceStatus ?? '',
    multiAz: instance.MultiAZ ?? null,
    zone: instance.AvailabilityZone ?? null,
    secondaryZone: instance.SecondaryAvailabilityZone ?? null,
    latestRestorableTime: instance.LatestRestorableTime?.toISOString() ?? null,
    backupRetentionDays: instance.BackupRetentionPeriod ?? null,
    encrypted: instance.StorageEncrypted ?? null,
    // Names only: a pending change may be a password.
    pendingChanges: Object.entries(instance.PendingModifiedValues ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name),
    engineVersion: instance.EngineVersion ?? '',
    instanceClass: instance.DBInstanceClass ?? '',
    sourceIdentifier: source || null,
    replication: replication
      ? {
          status: replication.Status ?? '',
          normal: replication.Normal ?? false,
          message: replication.Message ?? '',
        }
      : null,
  };
}

/** Asks RDS and CloudWatch of one account and region for its instances. */
export class RdsSource extends AwsSource {
  readonly #instances: NamedResource[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, instances: NamedResource[]) {
    super(settings, `RDS in ${settings.region}`, RDS_ACTIONS);
    this.#instances = instances;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region, clients, key } = this;
    const found = await this.#describe(context, asked);
    const wanted = this.#instances.map(({ entityRef, identifier }) => {
      const instance = found.get(identifier.toLowerCase());
      this.#sightings.confirm(
        identifier,
        instance !== undefined,
        () =>
          new SourceFailure(
            'misconfigured',
            `RDS in ${region} has no instance called ${identifier}.`,
            `Correct ${key}.region or ${key}.instances: the instance may be in another region, or have another identifier.`,
          ),
      );
      return { entityRef, identifier, instance };
    });
    const observations: ObservationInput[] = wanted.map(
      ({ entityRef, identifier, instance }) => ({
        entityRef,
        signal: signals.RDS_INSTANCE,
        value: instance
          ? toInstance(instance, region)
          : { identifier, region, missing: true },
      }),
    );
    const replicas = wanted.filter(
      ({ instance }) => instance?.ReadReplicaSourceDBInstanceIdentifier,
    );
    if (replicas.length > 0) {
      const points = await newestPoints(
        await clients.get('cloudwatch', region),
        replicas.map(({ identifier }) => ({
          namespace: 'AWS/RDS',
          name: 'ReplicaLag',
          dimension: { name: 'DBInstanceIdentifier', value: identifier },
          statistic: 'Maximum',
        })),
        {
          now: context.now(),
          signal: context.signal,
          asked: { ...asked, name: `CloudWatch in ${region}` },
        },
      );
      replicas.forEach(({ entityRef }, index) =>
        observations.push({
          entityRef,
          signal: signals.RDS_REPLICA_LAG,
          value: points[index],
        }),
      );
    }
    return observations;
  }

  async #describe(
    context: SourceContext,
    asked: AskedService,
  ): Promise<Map<string, DBInstance>> {
    const client = await this.clients.get('rds', this.region);
    const instances = await allPages(
      Marker =>
        client.send(
          new DescribeDBInstancesCommand({ Marker, MaxRecords: 100 }),
          { abortSignal: context.signal },
        ),
      answer => ({ items: answer.DBInstances, next: answer.Marker }),
      () => malformed(asked, 'without a list of instances'),
    );
    return new Map(
      instances.map(instance => [
        (instance.DBInstanceIdentifier ?? '').toLowerCase(),
        instance,
      ]),
    );
  }
}
