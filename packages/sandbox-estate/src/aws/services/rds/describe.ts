import type { DBInstance } from '@aws-sdk/client-rds';
import type { Clock } from '../../clock';
import type { Fleet, Instance } from './Fleet';
import { replicasOf } from './settings';
import { subnetGroup } from './subnets';

/** RDS ships the transaction log to S3 every five minutes: that is as late as a restore can reach. */
const LOG_SHIPPING_MS = 5 * 60_000;

export function instanceArn(
  region: string,
  accountId: string,
  identifier: string,
): string {
  return `arn:aws:rds:${region}:${accountId}:db:${identifier}`;
}

export function describeInstance(
  fleet: Fleet,
  instance: Instance,
  accountId: string,
): DBInstance {
  const { control, settings, region } = instance;
  const source = fleet.sourceOf(instance);
  const replication = source && fleet.replication(instance);
  return {
    DBInstanceIdentifier: control.name,
    DBInstanceArn: instanceArn(region, accountId, control.name),
    DBInstanceClass: settings.instanceClass,
    DBInstanceStatus: fleet.status(instance),
    DbiResourceId: resourceId(control.name),
    Engine: 'postgres',
    EngineVersion: '18.4',
    DBName: 'mis',
    MasterUsername: 'mis_admin',
    // Where the server really listens, so that whoever follows it arrives.
    Endpoint: { Address: control.host, Port: control.port },
    InstanceCreateTime: instance.createdAt,
    AllocatedStorage: settings.allocatedStorageGiB,
    StorageType: 'gp3',
    StorageEncrypted: true,
    KmsKeyId: `arn:aws:kms:${region}:${accountId}:alias/mis-data`,
    AvailabilityZone: instance.zone,
    MultiAZ: instance.secondaryZone !== undefined,
    SecondaryAvailabilityZone: instance.secondaryZone,
    DBSubnetGroup: subnetGroup(instance.site, accountId),
    BackupRetentionPeriod: settings.backupRetentionDays,
    PreferredBackupWindow: '01:00-01:30',
    PreferredMaintenanceWindow: 'sun:02:00-sun:02:30',
    LatestRestorableTime: latestRestorableTime(instance),
    PendingModifiedValues: {},
    AutoMinorVersionUpgrade: true,
    PubliclyAccessible: false,
    DeletionProtection: true,
    IAMDatabaseAuthenticationEnabled: false,
    LicenseModel: 'postgresql-license',
    CopyTagsToSnapshot: true,
    MonitoringInterval: 60,
    ReadReplicaSourceDBInstanceIdentifier:
      source && instanceArn(source.region, accountId, source.control.name),
    ReadReplicaDBInstanceIdentifiers: followers(fleet, instance, accountId),
    StatusInfos: replication
      ? [
          {
            StatusType: 'read replication',
            Normal: replication.status === 'replicating',
            Status: replication.status,
            Message: replication.message,
          },
        ]
      : [],
    VpcSecurityGroups: [
      { VpcSecurityGroupId: 'sg-0a5d1c7be3f9a2046', Status: 'active' },
    ],
    DBParameterGroups: [
      {
        DBParameterGroupName: 'mis-postgres18',
        ParameterApplyStatus: 'in-sync',
      },
    ],
    TagList: [
      { Key: 'system', Value: 'mis-data' },
      { Key: 'site', Value: instance.site },
    ],
  };
}

function followers(
  fleet: Fleet,
  instance: Instance,
  accountId: string,
): string[] {
  return replicasOf(instance.control.name).flatMap(identifier => {
    const replica = fleet.find(identifier);
    return replica && fleet.sourceOf(replica) === instance
      ? [
          replica.region === instance.region
            ? identifier
            : instanceArn(replica.region, accountId, identifier),
        ]
      : [];
  });
}

/** The last shipping of the log that the server was alive for. */
function latestRestorableTime(instance: Instance): Date | undefined {
  if (!instance.answeredAt || instance.settings.backupRetentionDays === 0) {
    return undefined;
  }
  const answered = instance.answeredAt.getTime();
  return new Date(answered - (answered % LOG_SHIPPING_MS));
}

function resourceId(identifier: string): string {
  const hex = Buffer.from(identifier).toString('hex').toUpperCase();
  return `db-${hex.slice(-26).padStart(26, 'A')}`;
}

/** Time from which events are asked for. */
export function eventWindow(
  input: { StartTime?: Date; EndTime?: Date; Duration?: number },
  clock: Clock,
): { from: number; to: number } {
  const to = input.EndTime?.getTime() ?? clock.now();
  const minutes = input.Duration ?? 60;
  return { from: input.StartTime?.getTime() ?? to - minutes * 60_000, to };
}
