import { createHash } from 'node:crypto';
import type { SiteName } from '../../model';
import { SITES } from './sites';

const FIRST_HOST = 10;
/** Each zone has a quarter of the network, as the catalog plans it. */
const ADDRESSES_PER_ZONE = 64;
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

interface NodeOptions {
  site: SiteName;
  /** Number of the node within the site, from 0: its address follows it. */
  index: number;
  zone: string;
  controlPlane: boolean;
}

function nameOf({ site, index, controlPlane }: NodeOptions, address: string) {
  if (site === 'on-prem') {
    const { controlPlanes } = SITES[site];
    return controlPlane
      ? `control-plane-${index + 1}`
      : `worker-${index - controlPlanes + 1}`;
  }
  const host = address.replaceAll('.', '-');
  return `ip-${host}.${SITES[site].region}.compute.internal`;
}

function capacity(cpu: number, memoryGiB: number) {
  return {
    capacity: {
      cpu: String(cpu),
      memory: `${memoryGiB * 1024 * 1024}Ki`,
      'ephemeral-storage': '104845292Ki',
      pods: '110',
    },
    // What is left beside the operating system and the kubelet.
    allocatable: {
      cpu: `${cpu * 1000 - 110}m`,
      memory: `${memoryGiB * 1024 * 1024 - 1_048_576}Ki`,
      'ephemeral-storage': '95551679124',
      pods: '110',
    },
  };
}

/** The label that tells what a node is for; EKS shows no control plane. */
function roleOf(site: SiteName, controlPlane: boolean): Record<string, string> {
  if (controlPlane) {
    return { [CONTROL_PLANE]: '' };
  }
  return site === 'on-prem'
    ? { 'node-role.kubernetes.io/worker': '' }
    : { 'eks.amazonaws.com/nodegroup': `workers-${site}` };
}

function providerOf(site: SiteName, zone: string, name: string) {
  return site === 'on-prem'
    ? {}
    : {
        providerID: `aws:///${zone}/i-0${createHash('sha256')
          .update(name)
          .digest('hex')
          .slice(0, 16)}`,
      };
}

/** One node as its kubelet registers it. */
export function makeNode(options: NodeOptions) {
  const { site, index, zone, controlPlane } = options;
  const seed = SITES[site];
  const inZone = seed.zones.findIndex(({ label }) => label === zone);
  const address = `${seed.nodePrefix}${
    Math.max(0, inZone) * ADDRESSES_PER_ZONE + FIRST_HOST + index
  }`;
  const name = nameOf(options, address);
  const machine = controlPlane
    ? { type: seed.worker.type, cpu: 4, memoryGiB: 16 }
    : seed.worker;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'node.kubernetes.io/instance-type': machine.type,
        'topology.kubernetes.io/region': seed.region,
        'topology.kubernetes.io/zone': zone,
        ...roleOf(site, controlPlane),
      },
    },
    spec: {
      podCIDR: `10.244.${index}.0/24`,
      podCIDRs: [`10.244.${index}.0/24`],
      ...providerOf(site, zone, name),
      ...(controlPlane && {
        taints: [{ key: CONTROL_PLANE, effect: 'NoSchedule' }],
      }),
    },
    status: {
      ...capacity(machine.cpu, machine.memoryGiB),
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://1.7.27',
        kernelVersion: seed.kernelVersion,
        kubeProxyVersion: seed.kubeletVersion,
        kubeletVersion: seed.kubeletVersion,
        machineID: '',
        operatingSystem: 'linux',
        osImage: seed.osImage,
        systemUUID: '',
      },
      images: [],
    },
  };
}

/** All nodes of a site, the workers spread evenly over its zones. */
export function seedNodes(site: SiteName) {
  const { zones, controlPlanes, workers } = SITES[site];
  return Array.from({ length: controlPlanes + workers }, (_, index) => {
    const controlPlane = index < controlPlanes;
    const turn = controlPlane ? index : index - controlPlanes;
    return makeNode({
      site,
      index,
      zone: zones[turn % zones.length].label,
      controlPlane,
    });
  });
}
