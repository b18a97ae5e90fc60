import { KubeObject } from '../store/objects';
import type { Column } from './columns';
import { conditionOf, joined, labelsText, selectorCell, since } from './cells';

const NAME: Column = {
  name: 'Name',
  format: 'name',
  value: object => object.metadata.name,
};
const AGE: Column = {
  name: 'Age',
  value: object => since(object.metadata.creationTimestamp),
};
const text = (name: string, value: Column['value']): Column => ({
  name,
  value,
});
const wide = (name: string, value: Column['value']): Column => ({
  name,
  wide: true,
  value,
});

const ROLE = 'node-role.kubernetes.io/';

function nodeStatus(node: KubeObject): string {
  const ready = conditionOf(node, 'Ready')?.status;
  const words = [ready === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec?.unschedulable) {
    words.push('SchedulingDisabled');
  }
  return words.join(',');
}

function nodeAddress(node: KubeObject, type: string): string {
  return (
    node.status?.addresses?.find((address: any) => address.type === type)
      ?.address ?? '<none>'
  );
}

function externalAddress(service: KubeObject): string {
  const given = (service.status?.loadBalancer?.ingress ?? []).map(
    (ingress: any) => ingress.ip ?? ingress.hostname,
  );
  if (service.spec?.type === 'LoadBalancer') {
    return given.length > 0 ? given.join(',') : '<pending>';
  }
  return service.spec?.externalName ?? joined(service.spec?.externalIPs);
}

function servicePorts(service: KubeObject): string {
  return joined(
    service.spec?.ports?.map((port: any) =>
      port.nodePort
        ? `${port.port}:${port.nodePort}/${port.protocol}`
        : `${port.port}/${port.protocol}`,
    ),
  );
}

function endpointAddresses(endpoints: KubeObject): string {
  const all = (endpoints.subsets ?? []).flatMap((subset: any) =>
    (subset.ports ?? []).flatMap((port: any) =>
      (subset.addresses ?? []).map(
        (address: any) => `${address.ip}:${port.port}`,
      ),
    ),
  );
  if (all.length > 3) {
    return `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`;
  }
  return joined(all);
}

function ingressPorts(ingress: KubeObject): string {
  return ingress.spec?.tls?.length ? '80, 443' : '80';
}

function bindingRole(binding: KubeObject): string {
  return `${binding.roleRef?.kind}/${binding.roleRef?.name}`;
}

function subjects(binding: KubeObject, kind: string): string {
  return joined(
    (binding.subjects ?? [])
      .filter((subject: any) => subject.kind === kind)
      .map((subject: any) =>
        subject.namespace
          ? `${subject.namespace}/${subject.name}`
          : subject.name,
      ),
  );
}

const BINDING: Column[] = [
  NAME,
  text('Role', bindingRole),
  AGE,
  wide('Users', object => subjects(object, 'User')),
  wide('Groups', object => subjects(object, 'Group')),
  wide('ServiceAccounts', object => subjects(object, 'ServiceAccount')),
];

function quotaCell(quota: KubeObject, want: (name: string) => boolean): string {
  const hard = quota.status?.hard ?? quota.spec?.hard ?? {};
  return Object.keys(hard)
    .filter(want)
    .sort()
    .map(name => `${name}: ${quota.status?.used?.[name] ?? 0}/${hard[name]}`)
    .join(', ');
}

/** Columns of the other kinds, after Kubernetes' own printers. */
export const CLUSTER_COLUMNS: Record<string, Column[]> = {
  Node: [
    NAME,
    text('Status', nodeStatus),
    text('Roles', node =>
      joined(
        Object.keys(node.metadata.labels ?? {})
          .filter(label => label.startsWith(ROLE))
          .map(label => label.slice(ROLE.length))
          .sort(),
      ),
    ),
    AGE,
    text('Version', node => node.status?.nodeInfo?.kubeletVersion ?? ''),
    wide('Internal-IP', node => nodeAddress(node, 'InternalIP')),
    wide('External-IP', node => nodeAddress(node, 'ExternalIP')),
    wide('OS-Image', node => node.status?.nodeInfo?.osImage ?? '<unknown>'),
    wide(
      'Kernel-Version',
      node => node.status?.nodeInfo?.kernelVersion ?? '<unknown>',
    ),
    wide(
      'Container-Runtime',
      node => node.status?.nodeInfo?.containerRuntimeVersion ?? '<unknown>',
    ),
  ],
  Namespace: [NAME, text('Status', object => object.status?.phase), AGE],
  Service: [
    NAME,
    text('Type', object => object.spec?.type),
    text('Cluster-IP', object => object.spec?.clusterIP ?? '<none>'),
    text('External-IP', externalAddress),
    text('Port(s)', servicePorts),
    AGE,
    wide('Selector', object => labelsText(object.spec?.selector)),
  ],
  Endpoints: [NAME, text('Endpoints', endpointAddresses), AGE],
  EndpointSlice: [
    NAME,
    text('AddressType', object => object.addressType),
    text('Ports', object =>
      joined(object.ports?.map((port: any) => String(port.port))),
    ),
    text('Endpoints', object =>
      joined(object.endpoints?.flatMap((one: any) => one.addresses)),
    ),
    AGE,
  ],
  ConfigMap: [
    NAME,
    text('Data', object => Object.keys(object.data ?? {}).length),
    AGE,
  ],
  Secret: [
    NAME,
    text('Type', object => object.type),
    text('Data', object => Object.keys(object.data ?? {}).length),
    AGE,
  ],
  ServiceAccount: [
    NAME,
    text('Secrets', object => object.secrets?.length ?? 0),
    AGE,
  ],
  Event: [
    text('Last Seen', object => since(object.lastTimestamp)),
    text('Type', object => object.type),
    text('Reason', object => object.reason),
    text(
      'Object',
      object =>
        `${object.involvedObject?.kind?.toLowerCase()}/${
          object.involvedObject?.name
        }`,
    ),
    wide('Subobject', object => object.involvedObject?.fieldPath ?? ''),
    wide('Source', object => object.source?.component ?? ''),
    text('Message', object => object.message?.trim()),
    wide('First Seen', object => since(object.firstTimestamp)),
    wide('Count', object => String(object.count ?? 1)),
    { ...NAME, wide: true },
  ],
  Ingress: [
    NAME,
    text('Class', object => object.spec?.ingressClassName ?? '<none>'),
    text('Hosts', object =>
      joined(object.spec?.rules?.map((rule: any) => rule.host ?? '*')),
    ),
    text('Address', object =>
      joined(
        object.status?.loadBalancer?.ingress?.map(
          (ingress: any) => ingress.hostname ?? ingress.ip,
        ),
      ).replace('<none>', ''),
    ),
    text('Ports', ingressPorts),
    AGE,
  ],
  IngressClass: [
    NAME,
    text('Controller', object => object.spec?.controller),
    text('Parameters', () => '<none>'),
    AGE,
  ],
  NetworkPolicy: [
    NAME,
    text('Pod-Selector', object => selectorCell(object.spec?.podSelector)),
    AGE,
  ],
  ResourceQuota: [
    NAME,
    text('Request', object =>
      quotaCell(object, name => !name.startsWith('limits.')),
    ),
    text('Limit', object =>
      quotaCell(object, name => name.startsWith('limits.')),
    ),
    AGE,
  ],
  LimitRange: [
    NAME,
    { ...AGE, name: 'Created At', value: o => o.metadata.creationTimestamp },
  ],
  Lease: [NAME, text('Holder', object => object.spec?.holderIdentity), AGE],
  ClusterRole: [
    NAME,
    text('Created At', object => object.metadata.creationTimestamp),
  ],
  Role: [NAME, text('Created At', object => object.metadata.creationTimestamp)],
  ClusterRoleBinding: BINDING,
  RoleBinding: BINDING,
  StorageClass: [
    NAME,
    text('Provisioner', object => object.provisioner),
    text('ReclaimPolicy', object => object.reclaimPolicy ?? 'Delete'),
    text(
      'VolumeBindingMode',
      object => object.volumeBindingMode ?? 'Immediate',
    ),
    text('AllowVolumeExpansion', object => !!object.allowVolumeExpansion),
    AGE,
  ],
  CustomResourceDefinition: [
    NAME,
    text('Created At', object => object.metadata.creationTimestamp),
  ],
};
