import path from 'node:path';
import type { EstateModel, SiteName } from '../../model';
import type { ProcessGuard } from '../../process/ProcessGuard';
import type { AlertmanagerMember } from '../AlertmanagerCluster';
import { prometheusConfiguration } from './configuration';
import { ImitatedPrometheus } from './ImitatedPrometheus';
import { findPrometheus, PrometheusProcess } from './PrometheusProcess';
import { forward, MetricsServer, SitePrometheus } from './SitePrometheus';

const ZONES: Record<SiteName, [string, string]> = {
  'on-prem': ['on-prem-dc', 'on-prem-dc'],
  'aws-primary': ['aws-primary-a', 'aws-primary-b'],
  'aws-dr': ['aws-dr-a', 'aws-dr-b'],
};

export interface StartPrometheusOptions {
  model: EstateModel;
  sites: SiteName[];
  folder: string;
  port(name: string): Promise<number>;
  alertmanagers: AlertmanagerMember[];
  guard: ProcessGuard;
  log(message: string): void;
}

/** The Prometheus of each site: real where it is installed, else imitated. */
export async function startPrometheus(
  options: StartPrometheusOptions,
): Promise<SitePrometheus[]> {
  const { model, sites, port, log } = options;
  const real = findPrometheus() !== undefined;
  log(
    real
      ? 'prometheus is real'
      : 'prometheus is not installed: an imitation answers from the same metrics (Debian package prometheus)',
  );
  const started: SitePrometheus[] = [];
  // Ports are chosen one after the other; the servers start at the same time.
  const places = [];
  for (const site of sites) {
    places.push({
      site,
      own: await port(`prometheus-${site}`),
      doors: [
        { port: await port(`prometheus-${site}-1`), zone: ZONES[site][0] },
        { port: await port(`prometheus-${site}-2`), zone: ZONES[site][1] },
      ],
    });
  }
  const outcomes = await Promise.allSettled(
    places.map(async ({ site, own, doors }) => {
      const server = real
        ? await realServer(options, site, own)
        : imitatedServer(options, site);
      const one = await SitePrometheus.start({
        model,
        site,
        server,
        places: doors,
      });
      started.push(one);
    }),
  );
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure) {
    await Promise.allSettled(started.map(one => one.stop()));
    throw (failure as PromiseRejectedResult).reason;
  }
  return started.sort((a, b) => sites.indexOf(a.site) - sites.indexOf(b.site));
}

async function realServer(
  options: StartPrometheusOptions,
  site: SiteName,
  port: number,
): Promise<MetricsServer> {
  const process = await PrometheusProcess.prepare({
    name: `Prometheus of ${site}`,
    folder: path.join(options.folder, site),
    port,
    configuration: prometheusConfiguration(options.model, site, {
      address: `127.0.0.1:${port}`,
      alertmanagerUrls: options.alertmanagers.map(({ url }) => url),
    }),
    guard: options.guard,
  });
  return {
    start: () => process.start(),
    kill: () => process.kill(),
    stop: () => process.stop(),
    answer: request => forward(process.url, request),
  };
}

function imitatedServer(
  options: StartPrometheusOptions,
  site: SiteName,
): MetricsServer {
  const { model } = options;
  const targets = [
    { job: 'mis-api', url: model.applicationUrls.get(site) },
    { job: 'mis-users', url: model.usersUrl },
    ...options.alertmanagers.map(({ url }) => ({ job: 'alertmanager', url })),
  ];
  return new ImitatedPrometheus(
    targets.flatMap(({ job, url }) =>
      url === undefined ? [] : [{ job, url: `${url}/metrics` }],
    ),
  );
}
