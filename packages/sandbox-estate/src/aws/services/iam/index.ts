import {
  GetRoleCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
  NoSuchEntityException$,
  type Role,
} from '@aws-sdk/client-iam';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import { operation, operations, type Service } from '../../server/service';
import { ROLE_NAMES, type Identities, type RoleName } from './Identities';

const ITEMS = { min: 1, max: 1000, standard: 100 };

/** As IAM writes policies: URL encoding after RFC 3986. */
const encoded = (policy: object) =>
  encodeURIComponent(JSON.stringify(policy)).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Identity and Access Management: the roles of the workloads. It is global. */
export function iamService(identities: Identities): Service {
  const describe = (name: RoleName, accountId: string): Role => ({
    Path: '/',
    RoleName: name,
    RoleId: `AROA${Buffer.from(name)
      .toString('hex')
      .slice(0, 17)}`.toUpperCase(),
    Arn: `arn:aws:iam::${accountId}:role/${name}`,
    CreateDate: new Date('2026-01-12T09:00:00Z'),
    AssumeRolePolicyDocument: encoded(identities.trustPolicy(name, accountId)),
    MaxSessionDuration: 3600,
  });
  return {
    signingName: 'iam',
    actionPrefix: 'iam',
    apiVersion: '2010-05-08',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    shapeNamespace: 'com.amazonaws.iam',
    protocols: ['query'],
    regions: () => ['us-east-1'],
    operations: operations([
      operation(GetRoleCommand, ({ RoleName }, { accountId }) => {
        const name = ROLE_NAMES.find(each => each === RoleName);
        if (!name) {
          throw AwsError.modeled(
            NoSuchEntityException$,
            `The role with name ${RoleName} cannot be found.`,
          );
        }
        return { Role: describe(name, accountId) };
      }),

      operation(ListRolesCommand, (input, { accountId }) => {
        const { items, next } = paginate(
          ROLE_NAMES,
          name => name,
          pageSize(input.MaxItems, 'MaxItems', ITEMS),
          input.Marker,
        );
        return {
          Roles: items.map(name => describe(name, accountId)),
          IsTruncated: next !== undefined,
          Marker: next,
        };
      }),

      operation(ListOpenIDConnectProvidersCommand, (_input, { accountId }) => ({
        OpenIDConnectProviderList: identities.providers().map(issuer => ({
          Arn: `arn:aws:iam::${accountId}:oidc-provider/${issuer}`,
        })),
      })),
    ]),
  };
}
