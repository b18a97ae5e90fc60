import { stringify } from 'yaml';
import type { EstateModel, SiteName } from '../../model';

/** The rules that operators are given as an example are loaded here, and so tried. */
const RULES = require.resolve(
  '../../../../../docs/operator/prometheus-rules.yml',
);
const SCRAPE_SECONDS = 1;

const hostOf = (url: string) => new URL(url).host;

/** What the Prometheus of a site scrapes: the site's own, and what users see. */
export function prometheusConfiguration(
  model: EstateModel,
  site: SiteName,
  own: { address: string; alertmanagerUrls: string[] },
): string {
  const job = (name: string, url: string | undefined) =>
    url === undefined
      ? []
      : [
          {
            job_name: name,
            // They say themselves of what job and site they are.
            honor_labels: true,
            static_configs: [{ targets: [hostOf(url)] }],
          },
        ];
  return stringify({
    global: {
      scrape_interval: `${SCRAPE_SECONDS}s`,
      scrape_timeout: `${SCRAPE_SECONDS}s`,
      evaluation_interval: '5s',
      external_labels: { site },
    },
    rule_files: [RULES],
    scrape_configs: [
      ...job('mis-api', model.applicationUrls.get(site)),
      ...job('mis-users', model.usersUrl),
      {
        job_name: 'alertmanager',
        scrape_interval: '2s',
        // All of the cluster: any of them may be the one that delivers.
        static_configs: [{ targets: own.alertmanagerUrls.map(hostOf) }],
      },
      {
        job_name: 'prometheus',
        scrape_interval: '10s',
        static_configs: [{ targets: [own.address] }],
      },
    ],
  });
}
