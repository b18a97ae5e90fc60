import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  type TargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import type { NamedResource } from '../aws/resources';
import { Sightings } from '../aws/Sightings';
import { instanceZones } from './instanceZones';
import * as signals from './signals';
import { byZone, weightsOf, zoneOf } from './targetGroups';

export const ELBV2_ACTIONS = [
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeSSLPolicies',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'ec2:DescribeInstances',
] as const;
const CALLS_AT_ONCE = 4;
const ENCRYPTED = ['HTTPS', 'TLS'];

/** The TLS policy of a listener that has TLS. */
const policyOf = ({ Protocol, SslPolicy }: Listener) =>
  ENCRYPTED.includes(Protocol ?? '') ? SslPolicy : undefined;

/** Last part of an ARN: what tells a certificate from the others. */
const idOf = (arn = '') => arn.slice(arn.lastIndexOf('/') + 1);

/** Asks Elastic Load Balancing of one account and region for its load balancers. */
export class Elbv2Source extends AwsSource {
  readonly #loadBalancers: NamedResource[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, loadBalancers: NamedResource[]) {
    super(settings, `ELB in ${settings.region}`, ELBV2_ACTIONS);
    this.#loadBalancers = loadBalancers;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const { region, key } = this;
    const client = await this.clients.get('elbv2', region);
    const found = new Map(
      (await describeLoadBalancers(client, context, asked)).map(each => [
        each.LoadBalancerName,
        each,
      ]),
    );
    return concurrently(
      this.#loadBalancers,
      CALLS_AT_ONCE,
      async ({ entityRef, identifier }) => {
        const balancer = found.get(identifier);
        this.#sightings.confirm(
          identifier,
          balancer !== undefined,
          () =>
            new SourceFailure(
              'misconfigured',
              `${asked.name} has no load balancer called ${identifier}.`,
              `Correct ${key}.region or ${key}.loadBalancers: the load balancer may be in another region, or have another name.`,
            ),
        );
        return {
          entityRef,
          signal: signals.ELBV2_LOAD_BALANCER,
          value: balancer
            ? await this.#describe(client, balancer, context, asked)
            : { name: identifier, region, missing: true },
        };
      },
    );
  }

  async #describe(
    client: ElasticLoadBalancingV2Client,
    balancer: LoadBalancer,
    context: SourceContext,
    asked: AskedService,
  ): Promise<signals.PresentLoadBalancer> {
    const options = { abortSignal: context.signal };
    const { LoadBalancerArn } = balancer;
    const listeners = await allPages(
      Marker =>
        client.send(
          new DescribeListenersCommand({ LoadBalancerArn, Marker }),
          options,
        ),
      answer => ({ items: answer.Listeners, next: answer.NextMarker }),
      () => malformed(asked, 'without a list of listeners'),
    );
    const groups = await allPages(
      Marker =>
        client.send(
          new DescribeTargetGroupsCommand({ LoadBalancerArn, Marker }),
          options,
        ),
      answer => ({ items: answer.TargetGroups, next: answer.NextMarker }),
      () => malformed(asked, 'without a list of target groups'),
    );
    const protocols = await sslProtocols(client, listeners, context, asked);
    const weights = weightsOf(listeners);
    return {
      name: balancer.LoadBalancerName ?? '',
      region: this.region,
      missing: false,
      dnsName: (balancer.DNSName ?? '').toLowerCase(),
      type: balancer.Type ?? '',
      internetFacing: balancer.Scheme === 'internet-facing',
      state: balancer.State?.Code ?? '',
      stateReason: balancer.State?.Reason ?? null,
      zones: (balancer.AvailabilityZones ?? [])
        .flatMap(({ ZoneName }) => ZoneName ?? [])
        .sort(),
      listeners: listeners.map(listener => ({
        port: listener.Port ?? 0,
        protocol: listener.Protocol ?? '',
        sslPolicy: policyOf(listener) ?? null,
        sslProtocols: ENCRYPTED.includes(listener.Protocol ?? '')
          ? protocols.get(policyOf(listener) ?? '') ?? []
          : null,
        redirectsToHttps: (listener.DefaultActions ?? []).some(
          ({ Type, RedirectConfig }) =>
            Type === 'redirect' && RedirectConfig?.Protocol === 'HTTPS',
        ),
        certificates: (listener.Certificates ?? []).map(each =>
          idOf(each.CertificateArn),
        ),
      })),
      targetGroups: await this.#targetGroups(
        client,
        groups,
        weights,
        context,
        asked,
      ),
    };
  }

  async #targetGroups(
    client: ElasticLoadBalancingV2Client,
    groups: TargetGroup[],
    weights: Map<string, number>,
    context: SourceContext,
    asked: AskedService,
  ): Promise<signals.TargetGroup[]> {
    const health = await concurrently(
      groups,
      CALLS_AT_ONCE,
      async ({ TargetGroupArn }) => {
        const { TargetHealthDescriptions } = await client.send(
          new DescribeTargetHealthCommand({ TargetGroupArn }),
          { abortSignal: context.signal },
        );
        if (!Array.isArray(TargetHealthDescriptions)) {
          throw malformed(asked, 'without the health of targets');
        }
        return TargetHealthDescriptions;
      },
    );
    const zones = await this.#zonesOf(groups, health, context, asked);
    return groups.map(({ TargetGroupName, TargetGroupArn }, index) => ({
      name: TargetGroupName ?? '',
      weight: weights.get(TargetGroupArn ?? '') ?? null,
      targets: byZone(health[index], zones),
    }));
  }

  /** ELB tells the zones of addresses; those of instances EC2 tells. */
  async #zonesOf(
    groups: TargetGroup[],
    health: TargetHealthDescription[][],
    context: SourceContext,
    asked: AskedService,
  ): Promise<Map<string, string>> {
    const ids = groups.flatMap(({ TargetType }, index) =>
      TargetType === 'instance'
        ? health[index].flatMap(({ Target }) =>
            zoneOf(Target) ? [] : Target?.Id ?? [],
          )
        : [],
    );
    return ids.length === 0
      ? new Map()
      : instanceZones(
          await this.clients.get('ec2', this.region),
          [...new Set(ids)],
          context,
          { ...asked, name: `EC2 in ${this.region}` },
        );
  }
}

/** All load balancers of the region. */
export function describeLoadBalancers(
  client: ElasticLoadBalancingV2Client,
  context: SourceContext,
  asked: AskedService,
): Promise<LoadBalancer[]> {
  return allPages(
    Marker =>
      client.send(new DescribeLoadBalancersCommand({ Marker }), {
        abortSignal: context.signal,
      }),
    answer => ({ items: answer.LoadBalancers, next: answer.NextMarker }),
    () => malformed(asked, 'without a list of load balancers'),
  );
}

/** Protocols that the listeners' policies allow, by policy. */
async function sslProtocols(
  client: ElasticLoadBalancingV2Client,
  listeners: Listener[],
  context: SourceContext,
  asked: AskedService,
): Promise<Map<string, string[]>> {
  const names = [...new Set(listeners.flatMap(each => policyOf(each) ?? []))];
  if (names.length === 0) {
    return new Map();
  }
  const { SslPolicies } = await client.send(
    new DescribeSSLPoliciesCommand({ Names: names }),
    { abortSignal: context.signal },
  );
  if (!Array.isArray(SslPolicies)) {
    throw malformed(asked, 'without a list of TLS policies');
  }
  return new Map(
    SslPolicies.map(({ Name = '', SslProtocols = [] }) => [Name, SslProtocols]),
  );
}
