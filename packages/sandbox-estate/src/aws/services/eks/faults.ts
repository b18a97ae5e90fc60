import type { EstateModel, NodeGroupControl } from '../../../model';
import type { FaultDefinition } from '../../../part';
import { autoScalingGroupName, type Clusters } from './Clusters';

/** What can go wrong with the clusters and their node groups, as AWS sees it. */
export function eksFaults(
  clusters: Clusters,
  model: EstateModel,
): FaultDefinition[] {
  const groups = () => [...model.nodeGroups.keys()].sort();
  const groupOf = (name: string | undefined): NodeGroupControl => {
    const group = model.nodeGroups.get(name ?? '');
    if (!group) throw new Error(`There is no node group ${name}`);
    return group;
  };
  const clusterOf = (name: string | undefined) => {
    const cluster = clusters.all().find(each => each.name === name);
    if (!cluster) throw new Error(`There is no cluster ${name}`);
    return cluster;
  };
  const names = () => clusters.all().map(({ name }) => name);
  return [
    {
      id: 'eks-cluster-issue',
      title: 'Give a cluster a health issue',
      description:
        'EKS reports that a subnet of the control plane is missing: it works on, and cannot be repaired or upgraded.',
      targets: names,
      async inject(target) {
        const undo = clusters.complain(clusterOf(target).name, {
          code: 'Ec2SubnetNotFound',
          message: 'One or more subnets of the cluster do not exist any more.',
          resourceIds: ['subnet-0deadbeef00000000'],
        });
        return async () => undo();
      },
    },
    {
      id: 'eks-api-open',
      title: 'Open the Kubernetes API to the internet',
      description:
        'The public endpoint of the cluster takes requests from everywhere.',
      targets: names,
      async inject(target) {
        const { site } = clusterOf(target);
        clusters.setOpenToAll(site, true);
        return async () => clusters.setOpenToAll(site, false);
      },
    },
    {
      id: 'node-group-degraded',
      title: 'Degrade a node group',
      description:
        'EKS reports that the instances of the group cannot be launched for want of addresses; its present nodes serve on.',
      targets: groups,
      async inject(target) {
        const group = groupOf(target);
        const undo = clusters.complain(group.name, {
          code: 'InsufficientFreeAddresses',
          message:
            'One or more of the subnets of the node group have not enough free addresses.',
          resourceIds: [autoScalingGroupName(group)],
        });
        return async () => undo();
      },
    },
    {
      id: 'suspend-node-launches',
      title: 'Suspend the launch of nodes',
      description:
        'The process Launch of the auto-scaling group is suspended: pods that need a new node wait.',
      targets: groups,
      async inject(target) {
        const group = groupOf(target);
        group.suspend('Launch', true);
        return async () => group.suspend('Launch', false);
      },
    },
    {
      id: 'node-zone-standby',
      title: 'Leave the nodes of a zone in standby',
      description:
        'Somebody took the instances of a zone out of service and forgot them: they run, are cordoned in the cluster, and get no work.',
      targets: () =>
        groups().flatMap(name =>
          groupOf(name).zones.map(zone => `${name}/${zone}`),
        ),
      async inject(target) {
        const [name, zone] = (target ?? '').split('/');
        const group = groupOf(name);
        group.setStandby(zone, true);
        return async () => group.setStandby(zone, false);
      },
    },
    {
      id: 'node-group-at-max',
      title: 'Leave a node group no room',
      description:
        'The largest size of the group is what it has now: no node can be added.',
      targets: groups,
      async inject(target) {
        const group = groupOf(target);
        const { max, desired } = group.size;
        group.resize({ max: desired });
        return async () => group.resize({ max });
      },
    },
  ];
}
