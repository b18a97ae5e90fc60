import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListClustersCommand } from '@aws-sdk/client-eks';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { ListHealthChecksCommand } from '@aws-sdk/client-route-53';
import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { SourceContext } from '@twinshore/plugin-dr-status-node';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { awsSettings } from '../testing/awsSettings';
import { AwsSource, type AwsSourceSettings } from './AwsSource';
import type { AwsClients } from './clients';
import { malformed, type AskedService } from './failures';

/** Makes one call, and takes an answer without its list for malformed, as every source does. */
class OneCall extends AwsSource {
  readonly #call: (
    clients: AwsClients,
    options: { abortSignal: AbortSignal },
  ) => Promise<unknown>;

  constructor(
    settings: AwsSourceSettings,
    call: (
      clients: AwsClients,
      options: { abortSignal: AbortSignal },
    ) => Promise<unknown>,
  ) {
    super(settings, 'AWS', []);
    this.#call = call;
  }

  protected async ask(context: SourceContext, asked: AskedService) {
    const found = await this.#call(this.clients, {
      abortSignal: context.signal,
    });
    if (!found) {
      throw malformed(asked, 'without what was asked for');
    }
    return [];
  }
}

const CALLS: Record<string, ConstructorParameters<typeof OneCall>[1]> = {
  query: async (clients, options) => {
    const rds = await clients.get('rds', 'eu-west-1');
    const answer = await rds.send(new DescribeDBInstancesCommand({}), options);
    return answer.DBInstances;
  },
  'EC2 query': async (clients, options) => {
    const ec2 = await clients.get('ec2', 'eu-west-1');
    return (await ec2.send(new DescribeVpcsCommand({}), options)).Vpcs;
  },
  'REST-XML': async (clients, options) => {
    const route53 = await clients.get('route53', 'us-east-1');
    const answer = await route53.send(new ListHealthChecksCommand({}), options);
    return answer.HealthChecks;
  },
  'REST-XML of S3': async (clients, options) => {
    const s3 = await clients.get('s3', 'eu-west-1');
    const answer = await s3.send(
      new GetBucketVersioningCommand({ Bucket: 'documents' }),
      options,
    );
    return answer.Status;
  },
  'REST-JSON': async (clients, options) => {
    const eks = await clients.get('eks', 'eu-west-1');
    return (await eks.send(new ListClustersCommand({}), options)).clusters;
  },
  'JSON 1.0': async (clients, options) => {
    const cloudwatch = await clients.get('cloudwatch', 'eu-west-1');
    const answer = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [],
        StartTime: new Date(),
        EndTime: new Date(),
      }),
      options,
    );
    return answer.MetricDataResults;
  },
  'JSON 1.1': async (clients, options) => {
    const acm = await clients.get('acm', 'eu-west-1');
    const answer = await acm.send(new ListCertificatesCommand({}), options);
    return answer.CertificateSummaryList;
  },
};

for (const [protocol, call] of Object.entries(CALLS)) {
  testMisbehaviour(
    `A source over ${protocol}`,
    at => new OneCall(awsSettings(at), call),
    { protocol: 'http' },
  );
}
