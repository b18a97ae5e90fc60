import {
  judgeReading,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { containersOf } from '../aws/relations';
import { listed } from '../aws/viewSignal';
import { isVpc, plannedBlocks } from './plan';
import { VPC, type Vpc } from './signals';

export const addressSpace: Check = {
  id: 'aws.vpc.address-space',
  title: 'VPC has the planned addresses',
  description:
    'The VPC is there, and its address blocks are those that the plan gives the site: routes, firewalls and the other sites rely on them.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'Available, with exactly the planned blocks (more is at risk; missing blocks or no VPC is breached)',
    origin: 'design 3.1',
  },
  signals: [VPC],
  remediation:
    'Correct the plan in the catalog, or associate the missing block with the VPC.',
  appliesTo: isVpc,
  evaluate: (context): CheckOutcome =>
    judgeReading<Vpc>(context, VPC, 'What EC2 says', vpc => {
      if (vpc.missing) {
        return {
          verdict: 'breached',
          reason: `EC2 in ${vpc.region} no longer has the VPC ${vpc.id}.`,
        };
      }
      if (vpc.state !== 'available') {
        return {
          verdict: vpc.state === 'pending' ? 'at-risk' : 'unknown',
          reason: `${vpc.id} is ${vpc.state || 'in no state that EC2 tells'}.`,
        };
      }
      const planned =
        [context.entity, ...containersOf(context, context.entity)]
          .map(plannedBlocks)
          .find(blocks => blocks.length > 0) ?? [];
      if (planned.length === 0) {
        return {
          verdict: 'unknown',
          reason: `The plan gives neither the VPC nor its site an address block, and ${
            vpc.id
          } has ${listed(vpc.cidrs)}.`,
        };
      }
      const missing = planned.filter(block => !vpc.cidrs.includes(block));
      const extra = vpc.cidrs.filter(block => !planned.includes(block));
      if (missing.length > 0) {
        return {
          verdict: 'breached',
          reason: `${vpc.id} lacks ${listed(missing)}; it has ${listed(
            vpc.cidrs,
          )}.`,
        };
      }
      return extra.length > 0
        ? {
            verdict: 'at-risk',
            reason: `${vpc.id} has ${listed(
              extra,
            )} beside what is planned (${listed(planned)}).`,
          }
        : {
            verdict: 'met',
            reason: `${vpc.id} has ${listed(vpc.cidrs)}, as planned.`,
          };
    }),
};
