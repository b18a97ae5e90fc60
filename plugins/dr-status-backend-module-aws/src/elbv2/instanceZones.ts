import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { SourceContext } from '@twinshore/plugin-dr-status-node';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';

/** Most values that EC2 takes of one filter. */
const IDS_PER_CALL = 200;

/**
 * Availability zones by the ids of instances. Asked by a filter: ids that are
 * gone would make the whole call fail.
 */
export async function instanceZones(
  client: EC2Client,
  ids: string[],
  context: SourceContext,
  asked: AskedService,
): Promise<Map<string, string>> {
  const zones = new Map<string, string>();
  for (let first = 0; first < ids.length; first += IDS_PER_CALL) {
    const Values = ids.slice(first, first + IDS_PER_CALL);
    const reservations = await allPages(
      NextToken =>
        client.send(
          new DescribeInstancesCommand({
            Filters: [{ Name: 'instance-id', Values }],
            NextToken,
          }),
          { abortSignal: context.signal },
        ),
      answer => ({ items: answer.Reservations, next: answer.NextToken }),
      () => malformed(asked, 'without a list of instances'),
    );
    for (const { Instances = [] } of reservations) {
      for (const { InstanceId, Placement } of Instances) {
        if (InstanceId && Placement?.AvailabilityZone) {
          zones.set(InstanceId, Placement.AvailabilityZone);
        }
      }
    }
  }
  return zones;
}
