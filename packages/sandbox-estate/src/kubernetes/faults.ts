import type { SiteName } from '../model';
import type { FaultDefinition } from '../part';
import type { Disruption } from './api/ApiServer';
import type { RunningCluster } from './RunningCluster';

function split(target: string | undefined): [SiteName, string] {
  const [cluster, name] = (target ?? '').split('/');
  return [cluster as SiteName, name];
}

/** Faults of the clusters; each is undone by what it returns. */
export function kubernetesFaults(
  clusters: Map<SiteName, RunningCluster>,
): FaultDefinition[] {
  const of = (site: SiteName): RunningCluster => {
    const found = clusters.get(site);
    if (!found) {
      throw new Error(`There is no cluster ${site}`);
    }
    return found;
  };
  const names = () => [...clusters.keys()];
  const each = (resource: string, namespace?: string) =>
    [...clusters].flatMap(([site, { cluster }]) =>
      cluster.store
        .list(resource, namespace)
        .map(object => `${site}/${object.metadata.name}`),
    );

  const disruption = (
    kind: Disruption,
    id: string,
    title: string,
    description: string,
  ): FaultDefinition => ({
    id,
    title,
    description,
    targets: names,
    async inject(target) {
      const { server } = of(target as SiteName);
      await server.disrupt(kind);
      return () => server.restore(kind);
    },
  });

  return [
    {
      id: 'lose-node',
      title: 'Lose a node',
      description:
        'The machine of a node stops: it turns NotReady, its pods are lost and come back elsewhere.',
      targets: () => each('nodes'),
      async inject(target) {
        const [site, node] = split(target);
        const { cluster } = of(site);
        cluster.setNodeDown(node, 'lose-node', true);
        return async () => cluster.setNodeDown(node, 'lose-node', false);
      },
    },
    {
      id: 'bad-image',
      title: 'Release an image that cannot be pulled',
      description:
        'A deployment is given an image that its registry does not have; its rollout gets stuck.',
      targets: () => each('deployments.apps', 'mis'),
      async inject(target) {
        const [site, name] = split(target);
        return of(site).releaseBadImage(name);
      },
    },
    {
      id: 'expired-token',
      title: 'Let the portal’s token expire',
      description:
        'The cluster no longer accepts the token that the portal has: it answers 401.',
      targets: names,
      async inject(target) {
        const running = of(target as SiteName);
        running.refusePortal(true);
        return async () => running.refusePortal(false);
      },
    },
    disruption(
      'hung',
      'hang-kubernetes',
      'Hang a Kubernetes API',
      'The API server accepts connections and never answers.',
    ),
    disruption(
      'refused',
      'refuse-kubernetes',
      'Stop a Kubernetes API',
      'Nothing listens where the API server was.',
    ),
    disruption(
      'garbage',
      'garbage-kubernetes',
      'Put a broken proxy before a Kubernetes API',
      'Whatever is asked, the answer is a page of HTML.',
    ),
  ];
}
