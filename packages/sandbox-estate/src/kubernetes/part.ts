import type { SiteName } from '../model';
import type { RunningPart, SandboxContext, SandboxPart } from '../part';
import { accessFaults } from './accessFaults';
import { ArgoServer } from './ArgoServer';
import { clusterCertificates } from './certificates';
import type { Timings } from './controllers/Control';
import { kubernetesFaults } from './faults';
import { writeKubeconfig } from './kubeconfig';
import { releaseFaults } from './releaseFaults';
import { RunningCluster } from './RunningCluster';
import { applySeed } from './seed/seedCluster';

const CLUSTERS: SiteName[] = ['on-prem', 'aws-primary', 'aws-dr'];

/**
 * Three Kubernetes clusters that speak the API well enough for `kubectl`, the
 * official client and Backstage's plugin. Each is a store of objects
 * (`store/`), the API over it (`api/`), and controllers that do what those of
 * a real cluster do, in fewer seconds (`controllers/`); `seed/` says what runs
 * where. Nothing is kept over a restart but the CA and the tokens.
 */
export async function startKubernetes(
  context: SandboxContext,
  options: { timings?: Partial<Timings> } = {},
): Promise<RunningPart> {
  const certificates = await clusterCertificates(context.dir);
  const clusters = new Map<SiteName, RunningCluster>();
  const argos = new Map<SiteName, ArgoServer>();
  const stop = async () => {
    for (const argo of argos.values()) {
      await argo.stop();
    }
    for (const running of clusters.values()) {
      await running.stop();
    }
  };
  try {
    for (const site of CLUSTERS) {
      clusters.set(
        site,
        await RunningCluster.start({ site, context, certificates, ...options }),
      );
      argos.set(
        site,
        await ArgoServer.start(context, clusters.get(site)!.cluster),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const { model } = context;
  const onChange = (what: string) => {
    if (what.startsWith('zone:')) {
      clusters.forEach(running => running.followZones());
    } else if (what === 'git') {
      clusters.forEach(({ cluster }) => cluster.applications.gitMoved());
    }
  };
  const onSite = async (site: SiteName, lost: boolean) => {
    await clusters.get(site)?.followSite(lost);
    // Its users are now somebody else's.
    clusters.forEach(({ cluster }) => cluster.loadMoved());
  };
  model.on('change', onChange);
  model.siteReactions.add(onSite);
  for (const site of model.lostSites) {
    await onSite(site, true);
  }
  clusters.forEach(running => running.followZones());

  await writeKubeconfig(
    context.dir,
    [...clusters].map(([name, { url, adminToken }]) => ({
      name,
      url,
      token: adminToken,
      ca: certificates.ca.cert,
    })),
  );

  return {
    describe: () => ({
      kubernetes: Object.fromEntries(
        [...clusters].map(([site, { url, portalToken }]) => [
          site,
          {
            url,
            token: portalToken,
            caData: Buffer.from(certificates.ca.cert).toString('base64'),
            caFile: certificates.caFile,
            ca: certificates.ca.cert,
          },
        ]),
      ),
      argocd: Object.fromEntries(
        [...argos].map(([site, { url, token }]) => [site, { url, token }]),
      ),
    }),
    faults: [
      ...kubernetesFaults(clusters),
      ...accessFaults(clusters),
      ...releaseFaults(clusters, model),
    ],
    async untilWell() {
      for (const running of clusters.values()) {
        await running.untilWell();
      }
    },
    async mend() {
      clusters.forEach(({ cluster, workers }) => {
        applySeed(cluster);
        cluster.applications.synchronise();
        workers?.mend();
      });
      for (const running of clusters.values()) {
        await running.untilWell();
      }
    },
    async stop() {
      model.off('change', onChange);
      model.siteReactions.delete(onSite);
      await stop();
    },
  };
}

export const kubernetesPart: SandboxPart = {
  name: 'kubernetes',
  start: context => startKubernetes(context),
};
