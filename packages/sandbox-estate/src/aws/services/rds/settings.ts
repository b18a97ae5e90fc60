import type { AwsSite } from '../../sites';

/** What RDS knows of an instance and PostgreSQL does not. */
export interface InstanceSettings {
  instanceClass: string;
  allocatedStorageGiB: number;
  /** Letters of its availability zones; a second one makes it Multi-AZ. */
  zones: [string, string?];
  backupRetentionDays: number;
  /** Where it replicates from, as long as it has not been promoted. */
  source?: { site: AwsSite; identifier: string };
}

/** 8 vCPU and 64 GB, as the design sizes the database for 1,000 users. */
const DESIGN_CLASS = 'db.r6g.2xlarge';

const SETTINGS: Record<string, InstanceSettings> = {
  'rds-postgresql-aws-primary': {
    instanceClass: DESIGN_CLASS,
    allocatedStorageGiB: 1000,
    zones: ['a', 'b'],
    backupRetentionDays: 7,
  },
  'rds-replica-aws-dr': {
    instanceClass: DESIGN_CLASS,
    allocatedStorageGiB: 1000,
    zones: ['a', 'b'],
    backupRetentionDays: 7,
    source: { site: 'aws-primary', identifier: 'rds-postgresql-aws-primary' },
  },
};

const OTHERS: InstanceSettings = {
  instanceClass: 'db.t4g.medium',
  allocatedStorageGiB: 20,
  zones: ['a'],
  backupRetentionDays: 1,
};

export function settingsOf(identifier: string): InstanceSettings {
  return SETTINGS[identifier] ?? OTHERS;
}

/** Identifiers of the instances that replicate from this one by design. */
export function replicasOf(identifier: string): string[] {
  return Object.entries(SETTINGS)
    .filter(([, settings]) => settings.source?.identifier === identifier)
    .map(([name]) => name);
}
