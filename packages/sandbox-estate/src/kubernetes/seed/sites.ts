import { ACCOUNT_ID } from '../../aws/account';
import { LOAD_BALANCERS, availabilityZone } from '../../aws/sites';
import { REGIONS, SiteName } from '../../model';

/** What differs between the clusters of the three sites. */
export interface SiteSeed {
  region: string;
  /** Zones: the node label, and the name in the catalog. */
  zones: { label: string; name: string }[];
  controlPlanes: number;
  workers: number;
  /** Most worker nodes; more than `workers` where the cluster can grow. */
  maxWorkers: number;
  worker: { type: string; cpu: number; memoryGiB: number };
  /** First three octets, with their dot, of the nodes' network. */
  nodePrefix: string;
  servicePrefix: string;
  registry: string;
  kubeletVersion: string;
  osImage: string;
  kernelVersion: string;
  /** Pods of each user-facing workload. */
  webReplicas: { min: number; max: number };
  /** Integration sinks stand on-prem and in the primary region only. */
  sinkReplicas: number;
  ingressReplicas: number;
  /** What stands in front of the ingress controller. */
  loadBalancer: { hostname: string } | { ip: string };
}

const ONE_DOT_32 = 'v1.32.4';

const EKS = {
  controlPlanes: 0,
  kubeletVersion: `${ONE_DOT_32}-eks-6f4c81a`,
  osImage: 'Amazon Linux 2023',
  kernelVersion: '6.1.134-150.224.amzn2023.x86_64',
};

function regional(site: 'aws-primary' | 'aws-dr') {
  return {
    ...EKS,
    region: REGIONS[site],
    zones: ['a', 'b', 'c'].map(letter => ({
      label: availabilityZone(site, letter),
      name: `${site}-${letter}`,
    })),
    registry: `${ACCOUNT_ID}.dkr.ecr.${REGIONS[site]}.amazonaws.com`,
    loadBalancer: { hostname: LOAD_BALANCERS[site].dnsName },
  };
}

export const SITES: Record<SiteName, SiteSeed> = {
  'on-prem': {
    region: 'on-prem',
    zones: [{ label: 'on-prem-dc', name: 'on-prem-dc' }],
    controlPlanes: 3,
    workers: 4,
    maxWorkers: 4,
    worker: { type: 'bare-metal', cpu: 32, memoryGiB: 128 },
    nodePrefix: '10.0.1.',
    servicePrefix: '10.96.0.',
    registry: 'harbor.mis.internal',
    kubeletVersion: ONE_DOT_32,
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    kernelVersion: '6.1.0-33-amd64',
    webReplicas: { min: 8, max: 12 },
    sinkReplicas: 2,
    ingressReplicas: 2,
    // The virtual server of the F5 pair, in the DMZ.
    loadBalancer: { ip: '10.0.0.10' },
  },
  'aws-primary': {
    ...regional('aws-primary'),
    workers: 6,
    maxWorkers: 12,
    worker: { type: 'm6i.4xlarge', cpu: 16, memoryGiB: 64 },
    nodePrefix: '10.1.1.',
    servicePrefix: '172.20.1.',
    webReplicas: { min: 8, max: 12 },
    sinkReplicas: 2,
    ingressReplicas: 3,
  },
  'aws-dr': {
    ...regional('aws-dr'),
    workers: 3,
    // Twice as many as production has: they are half as large.
    maxWorkers: 12,
    worker: { type: 'm6i.2xlarge', cpu: 8, memoryGiB: 32 },
    nodePrefix: '10.2.1.',
    servicePrefix: '172.20.2.',
    webReplicas: { min: 2, max: 12 },
    sinkReplicas: 0,
    ingressReplicas: 2,
  },
};
