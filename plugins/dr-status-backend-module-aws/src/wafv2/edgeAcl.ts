import type { Entity } from '@backstage/catalog-model';
import {
  judgeReading,
  worstFinding,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { judgeAcl } from './aclOnLoadBalancers';
import { WAFV2_EDGE, type WebAcl } from './signals';

/** Says that a web firewall stands at the edge (in front of CloudFront). */
const ANNOTATION_SCOPE = 'twinshore.io/waf-scope';

const isAtEdge = ({ kind, spec, metadata }: Entity) =>
  kind === 'Resource' &&
  spec?.type === 'web-firewall' &&
  metadata.annotations?.[ANNOTATION_SCOPE] === 'CLOUDFRONT';

export const edgeAcl: Check = {
  id: 'aws.wafv2.edge-acl',
  title: 'Web ACL at the edge',
  description:
    'There is a web ACL of scope CLOUDFRONT, with rules that act. Whether a distribution uses it is not asked.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'At least one, each with rules that act (none is breached)',
    origin: 'design 9.3',
  },
  signals: [WAFV2_EDGE],
  remediation:
    'Create a web ACL of scope CLOUDFRONT in us-east-1, and attach it to the distribution.',
  appliesTo: isAtEdge,
  evaluate: (context): CheckOutcome =>
    judgeReading<WebAcl[]>(context, WAFV2_EDGE, 'What WAF says', acls => {
      const findings = acls.map(acl => judgeAcl(acl, 'the edge'));
      return findings.length === 0
        ? { verdict: 'breached', reason: 'There is no web ACL at the edge.' }
        : worstFinding(findings, findings.map(each => each.reason).join(' '));
    }),
};
