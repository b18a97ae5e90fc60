import {
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListWebACLsCommand,
  type WebACL,
} from '@aws-sdk/client-wafv2';
import type {
  ObservationInput,
  SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import { describeLoadBalancers } from '../elbv2/Elbv2Source';
import * as signals from './signals';
import { toWebAcl } from './webAcl';

export const WAFV2_ACTIONS = [
  'wafv2:ListWebACLs',
  'wafv2:GetWebACL',
  'wafv2:GetWebACLForResource',
  'elasticloadbalancing:DescribeLoadBalancers',
] as const;
/** The API of the edge is asked in this region alone. */
export const EDGE_REGION = 'us-east-1';
const CALLS_AT_ONCE = 4;
const MOST_EDGE_ACLS = 20;

export type Scope = 'REGIONAL' | 'CLOUDFRONT';

/** Asks WAF what stands before the public load balancers of a region, or at the edge. */
export class Wafv2Source extends AwsSource {
  readonly #scope: Scope;

  constructor(settings: AwsSourceSettings, scope: Scope) {
    super(
      settings,
      scope === 'CLOUDFRONT' ? 'WAF of the edge' : `WAF in ${settings.region}`,
      WAFV2_ACTIONS,
    );
    this.#scope = scope;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const [entityRef] = this.entityRefs;
    return this.#scope === 'CLOUDFRONT'
      ? [
          {
            entityRef,
            signal: signals.WAFV2_EDGE,
            value: await this.#edge(context, asked),
          },
        ]
      : [
          {
            entityRef,
            signal: signals.WAFV2_LOAD_BALANCERS,
            value: await this.#regional(context, asked),
          },
        ];
  }

  async #regional(
    context: SourceContext,
    asked: AskedService,
  ): Promise<signals.ProtectedLoadBalancers> {
    const { region, clients } = this;
    const balancers = await describeLoadBalancers(
      await clients.get('elbv2', region),
      context,
      { ...asked, name: `ELB in ${region}` },
    );
    const client = await clients.get('wafv2', region);
    const open = balancers.filter(
      ({ Scheme, Type }) =>
        Scheme === 'internet-facing' && Type === 'application',
    );
    return {
      region,
      loadBalancers: await concurrently(
        open,
        CALLS_AT_ONCE,
        async ({ LoadBalancerArn, LoadBalancerName }) => {
          const { WebACL: acl } = await client.send(
            new GetWebACLForResourceCommand({ ResourceArn: LoadBalancerArn }),
            { abortSignal: context.signal },
          );
          return {
            name: LoadBalancerName ?? '',
            acl: acl ? toWebAcl(this.#named(acl, asked)) : null,
          };
        },
      ),
    };
  }

  async #edge(
    context: SourceContext,
    asked: AskedService,
  ): Promise<signals.WebAcl[]> {
    const client = await this.clients.get('wafv2', EDGE_REGION);
    const options = { abortSignal: context.signal };
    const acls = await allPages(
      NextMarker =>
        client.send(
          new ListWebACLsCommand({ Scope: 'CLOUDFRONT', NextMarker }),
          options,
        ),
      answer => ({ items: answer.WebACLs, next: answer.NextMarker }),
      () => malformed(asked, 'without a list of web ACLs'),
    );
    return concurrently(
      acls.slice(0, MOST_EDGE_ACLS),
      CALLS_AT_ONCE,
      async ({ Name, Id }) => {
        const { WebACL: acl } = await client.send(
          new GetWebACLCommand({ Name, Id, Scope: 'CLOUDFRONT' }),
          options,
        );
        if (!acl) {
          throw malformed(asked, 'without the web ACL that it listed');
        }
        return toWebAcl(this.#named(acl, asked));
      },
    );
  }

  #named(acl: WebACL, asked: AskedService): WebACL {
    if (!acl.Name) {
      throw malformed(asked, 'with a web ACL without its name');
    }
    return acl;
  }
}
