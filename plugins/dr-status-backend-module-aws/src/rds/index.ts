import type { AwsService } from '../aws/services';
import { readResources } from '../aws/resources';
import { RDS_ACTIONS, RdsSource } from './RdsSource';
import { rdsEncrypted, rdsMultiAz, rdsRestorePoint } from './rdsInstance';
import { rdsReplica } from './rdsReplica';

/** Amazon RDS: instances of one account and region. */
export const rds: AwsService = {
  id: 'rds',
  title: 'RDS',
  actions: RDS_ACTIONS,
  checks: [rdsMultiAz, rdsRestorePoint, rdsEncrypted, rdsReplica],
  create: (settings, item) =>
    new RdsSource(settings, readResources(settings, item, 'instances')),
};
