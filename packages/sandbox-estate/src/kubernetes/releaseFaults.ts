import type { EstateModel, SiteName } from '../model';
import type { FaultDefinition } from '../part';
import { clusterFaults, type ClusterChange } from './clusterFault';
import type { RunningCluster } from './RunningCluster';
import { RELEASE_NAMESPACE, ROLLOUT } from './seed/blueGreen';
import { timestamp } from './store/objects';

const DEPLOYMENTS = 'deployments.apps';
const ROLLOUTS = 'rollouts.argoproj.io';
const SCANS = 'vulnerabilityreports.aquasecurity.github.io';

/** Somebody changes a Deployment by hand; Argo CD shows it and leaves it. */
const changeByHand: ClusterChange = ({ cluster }) => {
  cluster.store.modify(DEPLOYMENTS, 'mis/fastapi-backend', draft => {
    draft.spec.template.spec.terminationGracePeriodSeconds = 5;
  });
  return () => cluster.applications.synchronise();
};

const UNDECLARED = 'forgotten';

/** Somebody tries something out beside what is declared, and leaves it there. */
const addUndeclared: ClusterChange = ({ cluster }) => {
  const labels = { app: UNDECLARED };
  cluster.store.insert(DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: UNDECLARED, namespace: 'mis', labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'busybox:1' }] },
      },
    },
  });
  return () => {
    cluster.store.remove(DEPLOYMENTS, `mis/${UNDECLARED}`);
  };
};

/** A new release of what is rolled out blue-green, with another end of its tag. */
function release(suffix: string): ClusterChange {
  return ({ cluster }) => {
    const key = `${RELEASE_NAMESPACE}/${ROLLOUT}`;
    const change = (to: (image: string) => string) =>
      cluster.store.modify(ROLLOUTS, key, draft => {
        for (const container of draft.spec.template.spec.containers) {
          container.image = to(container.image);
        }
      });
    change(image => (image.endsWith(suffix) ? image : `${image}${suffix}`));
    return () => {
      change(image =>
        image.endsWith(suffix) ? image.slice(0, -suffix.length) : image,
      );
    };
  };
}

/** A scan finds in the backend's image what must be mended at once. */
const findCritical: ClusterChange = ({ cluster: { store } }) => {
  const key = 'mis/deployment-fastapi-backend-fastapi-backend';
  const setCritical = (count: number) =>
    store.modify(SCANS, key, draft => {
      draft.report.summary.criticalCount = count;
      draft.report.updateTimestamp = timestamp();
    });
  setCritical(1);
  return () => {
    setCritical(0);
  };
};

/** Faults of what is released, and of how. */
export function releaseFaults(
  clusters: Map<SiteName, RunningCluster>,
  model: EstateModel,
): FaultDefinition[] {
  const fault = clusterFaults(clusters);
  return [
    fault(
      'bad-release',
      'Release blue-green what cannot be pulled',
      'The new version beside the active one never comes up: its rollout is Degraded after a minute, users keep the active one.',
      release('-bad'),
    ),
    fault(
      'fail-smoke-test',
      'Release blue-green what does not work',
      'The new version comes up and fails its smoke test: the rollout is aborted, users keep the active one.',
      release('-untested'),
    ),
    fault(
      'argo-out-of-sync',
      'Change a deployment by hand',
      'The backend’s pod template is changed in the cluster and not in Git: Argo CD shows it as out of sync.',
      changeByHand,
    ),
    fault(
      'revision-drift',
      'Leave a site behind at its revision',
      'Git gets a new revision; the Argo CD of this site stays at the one before, the others follow.',
      async ({ cluster }) => {
        const letGo = cluster.applications.hold();
        await model.git!.commit(`Release to all sites but ${cluster.name}`);
        return letGo;
      },
      () => (model.git ? [...clusters.keys()] : []),
    ),
    fault(
      'add-undeclared',
      'Add a workload that nobody declares',
      'A deployment appears beside those of the MIS, by hand: no entity and no file in Git knows it.',
      addUndeclared,
    ),
    fault(
      'critical-finding',
      'Find a critical vulnerability in what runs',
      'The scan of the running backend image finds one that must be mended at once.',
      findCritical,
    ),
  ];
}
