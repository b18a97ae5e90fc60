import { REGIONS } from '../model';
import type { RunningPart, SandboxContext, SandboxPart } from '../part';
import { until } from '../process/until';
import { accessKeys, ACCOUNT_ID, USER_NAME } from './account';
import { systemClock, type Clock } from './clock';
import { edgeServices } from './edgeServices';
import { awsFaults, type FaultHandles } from './faults';
import { healthCheckMetrics, linkMetrics, rdsMetrics } from './metricSources';
import { platformServices } from './platformServices';
import { Credentials } from './server/Credentials';
import type { Misbehaviour } from './server/Disturbance';
import { Endpoint } from './server/Endpoint';
import type { Service } from './server/service';
import { cloudWatchService, MetricStore } from './services/cloudwatch';
import { Sampler } from './services/cloudwatch/Sampler';
import { Fleet, rdsService } from './services/rds';
import {
  resilienceHubApps,
  resilienceHubFaults,
  resilienceHubService,
} from './services/resiliencehub';
import { route53Service, Zones } from './services/route53';
import { ZONE_NAME } from './services/route53/estate';
import { stsService } from './services/sts';
import { securityServices } from './securityServices';
import { AWS_SITES, isAwsSite, type AwsSite } from './sites';

const WELL_SECONDS = 30;

/** How the AWS part differs from AWS in time, so that nobody waits for minutes. */
export interface AwsPartOptions {
  /** How many times faster than declared health checks ask; 1 is AWS's own pace. */
  healthCheckSpeed?: number;
  /** How long a DNS change is PENDING. */
  propagationMs?: number;
  /** How often metrics are sampled. CloudWatch shows them in periods of 60 seconds all the same. */
  sampleIntervalMs?: number;
  /** How long Resilience Hub takes for an assessment; minutes at AWS. */
  assessmentMs?: number;
  clock?: Clock;
}

/**
 * AWS in two regions: one endpoint each, over one account. Services see the
 * estate through the model only; adding one is adding its operations to
 * `services/` and to the list here.
 */
export function createAwsPart(options: AwsPartOptions = {}): SandboxPart {
  const {
    healthCheckSpeed = 10,
    propagationMs = 1000,
    sampleIntervalMs = 5000,
    assessmentMs = 4000,
    clock = systemClock,
  } = options;
  return {
    name: 'aws',
    async start(context) {
      const { model, log } = context;
      const keys = await accessKeys(context);
      const credentials = new Credentials(Object.values(keys));
      const fleet = new Fleet(model, clock, log);
      const edge = edgeServices(model, clock);
      const zones = new Zones(model, clock, {
        healthCheckSpeed,
        propagationMs,
        answers: site => edge.balancers.answers(site),
      });
      const platform = platformServices(model, clock);
      const security = securityServices(model, clock);
      const store = new MetricStore();
      const sampler = new Sampler(
        store,
        [
          rdsMetrics(fleet, model),
          linkMetrics(edge.bridge),
          healthCheckMetrics(zones.health),
          ...platform.metrics,
          security.metrics,
        ],
        clock,
        log,
      );
      const apps = resilienceHubApps({ model, clock, assessmentMs });
      const services = [
        rdsService(fleet, clock),
        route53Service(zones, model),
        resilienceHubService(apps),
        cloudWatchService(store, clock),
        stsService(USER_NAME),
        ...platform.services,
        ...security.services,
        ...edge.services,
      ];
      const endpoints = await openEndpoints(
        context,
        services,
        credentials,
        clock,
      );

      /** An endpoint listens unless its region is lost or told to refuse. */
      const settle = async (site: AwsSite) => {
        const endpoint = endpoints[site];
        const refuse =
          model.lostSites.has(site) || endpoint.disturbance.has('refuse');
        if (refuse) await endpoint.close();
        else await endpoint.listen();
      };
      const react = async (site: keyof typeof REGIONS | 'on-prem') => {
        if (isAwsSite(site)) await settle(site);
      };
      model.siteReactions.add(react);
      model.dns = zones.dns;

      const untilWell = async () => {
        await until(
          'Route 53 seeing the load balancers that answer well',
          () => zones.behind().length === 0,
          { seconds: WELL_SECONDS },
        );
        // What was assessed while something was broken would say so for a day.
        await Promise.all(
          apps
            .filter(app => app.hasRecovered)
            .map(app => app.assess('After-recovery')),
        );
      };

      await sampler.sample();
      sampler.start(sampleIntervalMs);

      const handles = Object.fromEntries(
        AWS_SITES.map((site): [AwsSite, FaultHandles] => [
          site,
          {
            key: keys[site],
            suspendMetrics: () => sampler.suspend(REGIONS[site]),
            disturb: async (what: Misbehaviour) => {
              const end = endpoints[site].disturbance.begin(what);
              await settle(site);
              return async () => {
                end();
                if (!endpoints[site].disturbance.has('hang')) {
                  endpoints[site].releaseHanging();
                }
                await settle(site);
              };
            },
          },
        ]),
      ) as Record<AwsSite, FaultHandles>;

      return {
        describe: () => ({
          aws: Object.fromEntries(
            AWS_SITES.map(site => [
              site,
              {
                region: REGIONS[site],
                endpoint: endpoints[site].url,
                accountId: ACCOUNT_ID,
                repositories: security.repositories,
                ...keys[site],
              },
            ]),
          ),
        }),
        faults: [
          ...awsFaults(handles, credentials),
          ...resilienceHubFaults(apps),
          ...platform.faults,
          ...security.faults,
          ...edge.faults,
        ],
        async state() {
          const answer = zones.dns.resolve(ZONE_NAME);
          return { dns: { name: ZONE_NAME, ...answer } };
        },
        async mend() {
          await fleet.settled();
          for (const zone of zones.zones) zone.restore();
          platform.restore();
          model.changed('dns');
          await untilWell();
        },
        untilWell,
        async stop() {
          model.siteReactions.delete(react);
          model.dns = undefined;
          edge.stop();
          zones.health.stop();
          for (const app of apps) app.stop();
          await Promise.all(AWS_SITES.map(site => endpoints[site].close()));
          await sampler.stop();
          await fleet.settled();
        },
      } satisfies RunningPart;
    },
  };
}

async function openEndpoints(
  context: SandboxContext,
  services: readonly Service[],
  credentials: Credentials,
  clock: Clock,
): Promise<Record<AwsSite, Endpoint>> {
  const opened = {} as Record<AwsSite, Endpoint>;
  for (const site of AWS_SITES) {
    const endpoint = new Endpoint({
      region: REGIONS[site],
      port: await context.port(`aws-${site.replace(/^aws-/, '')}`),
      accountId: ACCOUNT_ID,
      userName: USER_NAME,
      credentials,
      services,
      now: () => new Date(clock.now()),
      log: context.log,
    });
    if (!context.model.lostSites.has(site)) await endpoint.listen();
    opened[site] = endpoint;
  }
  return opened;
}

export const awsPart = createAwsPart();
