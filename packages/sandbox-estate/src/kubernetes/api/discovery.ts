import {
  ResourceType,
  ResourceTypes,
  apiVersionOf,
} from '../store/resourceTypes';

const READ = ['get', 'list'];
const ALL = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** Reviews are asked by creating them; they are never kept. */
export const REVIEWS = [
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
  },
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    plural: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
  },
];

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

function subresource(type: ResourceType, name: string) {
  const base = {
    name: `${type.plural}/${name}`,
    singularName: '',
    namespaced: type.namespaced,
  };
  switch (name) {
    case 'scale':
      return { ...base, ...SCALE, verbs: ['get', 'patch', 'update'] };
    case 'log':
      return { ...base, kind: type.kind, verbs: ['get'] };
    case 'eviction':
      return {
        ...base,
        group: 'policy',
        version: 'v1',
        kind: 'Eviction',
        verbs: ['create'],
      };
    default:
      return { ...base, kind: type.kind, verbs: ['get', 'patch', 'update'] };
  }
}

function resourceList(types: ResourceTypes, groupVersion: string) {
  const resources: object[] = types
    .all()
    .filter(type => apiVersionOf(type) === groupVersion)
    .flatMap(type => [
      {
        name: type.plural,
        singularName: type.singular,
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: type.computed ? READ : ALL,
        ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
        ...(type.categories.length > 0 && { categories: type.categories }),
      },
      ...type.subresources.map(name => subresource(type, name)),
    ]);
  for (const review of REVIEWS) {
    if (apiVersionOf(review) === groupVersion) {
      resources.push({
        name: review.plural,
        singularName: review.kind.toLowerCase(),
        namespaced: false,
        kind: review.kind,
        verbs: ['create'],
      });
    }
  }
  return resources.length === 0
    ? undefined
    : {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion,
        resources,
      };
}

/** Every group and version served, core first. */
export function groupVersions(types: ResourceTypes): string[] {
  return [...new Set([...types.all(), ...REVIEWS].map(apiVersionOf))];
}

function group(name: string, versions: string[]) {
  const entries = versions.map(groupVersion => ({
    groupVersion,
    version: groupVersion.split('/')[1],
  }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

/** Answers the discovery paths; undefined for anything else. */
export function discover(
  path: string,
  types: ResourceTypes,
  address: string,
): object | undefined {
  const parts = path.split('/').filter(Boolean);
  const all = groupVersions(types).filter(name => name.includes('/'));
  const named = [...new Set(all.map(name => name.split('/')[0]))].map(name =>
    group(
      name,
      all.filter(candidate => candidate.startsWith(`${name}/`)),
    ),
  );
  if (parts.length === 0) {
    return {
      paths: [
        '/api',
        '/api/v1',
        '/apis',
        ...all.map(name => `/apis/${name}`),
        '/livez',
        '/openapi/v2',
        '/openapi/v3',
        '/readyz',
        '/version',
      ],
    };
  }
  if (parts[0] === 'api') {
    if (parts.length === 1) {
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [
          { clientCIDR: '0.0.0.0/0', serverAddress: address },
        ],
      };
    }
    return parts.length === 2 ? resourceList(types, parts[1]) : undefined;
  }
  if (parts[0] !== 'apis') {
    return undefined;
  }
  switch (parts.length) {
    case 1:
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: named };
    case 2: {
      const found = named.find(candidate => candidate.name === parts[1]);
      return found && { kind: 'APIGroup', apiVersion: 'v1', ...found };
    }
    case 3:
      return resourceList(types, `${parts[1]}/${parts[2]}`);
    default:
      return undefined;
  }
}
