import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { operation, operations, type Service } from '../../server/service';

/** Security Token Service: says who a key belongs to. */
export function stsService(userName: string): Service {
  return {
    signingName: 'sts',
    actionPrefix: 'sts',
    apiVersion: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    shapeNamespace: 'com.amazonaws.sts',
    protocols: ['query'],
    regions: region => [region, 'us-east-1'],
    operations: operations([
      operation(GetCallerIdentityCommand, (_input, { accountId }) => ({
        Account: accountId,
        Arn: `arn:aws:iam::${accountId}:user/${userName}`,
        UserId: 'AIDATWINSHOREPORTAL00',
      })),
    ]),
  };
}
