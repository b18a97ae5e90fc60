import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
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
import * as signals from './signals';

export const ELBV2_ACTIONS = [
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeSSLPolicies',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
] as const;
const CALLS_AT_ONCE = 4;
/** Being taken out of service on purpose. */
const LEAVING = ['draining', 'unhealthy.draining'];
/** ELB does not say yet, or does not check. */
const UNDECIDED = ['initial', 'unavailable'];
const MOST_REASONS = 4;
const ENCRYPTED = ['HTTPS', 'TLS'];

/** The TLS policy of a listener that has TLS. */
const policyOf = ({ Protocol, SslPolicy }: Listener) =>
  ENCRYPTED.includes(Protocol ?? '') ? SslPolicy : undefined;

/** Last part of an ARN: what tells a certificate from the others. */
const idOf = (arn = '') => arn.slice(arn.lastIndexOf('/') + 1);

/** Shares that default actions give to target groups, by ARN. */
function weightsOf(listeners: Listener[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { DefaultActions = [] } of listeners) {
    for (const { TargetGroupArn, ForwardConfig } of DefaultActions) {
      const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
      const alone = groups.length < 2;
      for (const group of groups) {
        if (group.TargetGroupArn) {
          // With one group its weight says nothing: it gets all.
          const weight =
            'Weight' in group && !alone ? Number(group.Weight ?? 1) : 1;
          weights.set(
            group.TargetGroupArn,
            Math.max(weight, weights.get(group.TargetGroupArn) ?? 0),
          );
        }
      }
    }
  }
  return weights;
}

function byZone(targets: TargetHealthDescription[]): signals.ZoneOfTargets[] {
  const zones = new Map<string, signals.ZoneOfTargets>();
  for (const { Target, TargetHealth } of targets) {
    const state = TargetHealth?.State ?? '';
    if (LEAVING.includes(state)) {
      continue;
    }
    const named = Target?.AvailabilityZone;
    const zone = named && named !== 'all' ? named : null;
    const known = zones.get(zone ?? '') ?? {
      zone,
      registered: 0,
      healthy: 0,
      undecided: 0,
      reasons: [],
    };
    known.registered += 1;
    known.healthy += state === 'healthy' ? 1 : 0;
    known.undecided += UNDECIDED.includes(state) ? 1 : 0;
    const reason = TargetHealth?.Reason ?? state;
    if (
      state !== 'healthy' &&
      !known.reasons.includes(reason) &&
      known.reasons.length < MOST_REASONS
    ) {
      known.reasons.push(reason);
    }
    zones.set(zone ?? '', known);
  }
  return [...zones.values()].sort((a, b) =>
    (a.zone ?? '').localeCompare(b.zone ?? ''),
  );
}

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
      targetGroups: await concurrently(groups, CALLS_AT_ONCE, async group => {
        const { TargetHealthDescriptions } = await client.send(
          new DescribeTargetHealthCommand({
            TargetGroupArn: group.TargetGroupArn,
          }),
          options,
        );
        if (!Array.isArray(TargetHealthDescriptions)) {
          throw malformed(asked, 'without the health of targets');
        }
        return {
          name: group.TargetGroupName ?? '',
          weight: weights.get(group.TargetGroupArn ?? '') ?? null,
          targets: byZone(TargetHealthDescriptions),
        };
      }),
    };
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
