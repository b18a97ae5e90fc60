import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import type { OwnAccess } from '../signals';
import { AnswerFailure } from './AnswerFailure';
import type { KubernetesApi } from './KubernetesApi';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

type Attributes = {
  namespace?: string;
  verb: string;
  resource: string;
  group?: string;
  subresource?: string;
};

/**
 * What nobody who only watches may do: any one of them is more than reading.
 * Secrets are here because whoever reads them can be anybody.
 */
const BEYOND_READING: Attributes[] = [
  { verb: '*', resource: '*', group: '*' },
  { verb: 'get', resource: 'secrets' },
  { verb: 'list', resource: 'secrets' },
  { verb: 'create', resource: 'pods' },
  { verb: 'delete', resource: 'pods' },
  { verb: 'create', resource: 'pods', subresource: 'exec' },
  { verb: 'patch', resource: 'nodes' },
  { verb: 'patch', resource: 'deployments', group: 'apps' },
  {
    verb: 'patch',
    resource: 'deployments',
    group: 'apps',
    subresource: 'scale',
  },
  {
    verb: 'delete',
    resource: 'networkpolicies',
    group: 'networking.k8s.io',
  },
  {
    verb: 'create',
    resource: 'clusterrolebindings',
    group: 'rbac.authorization.k8s.io',
  },
  { verb: 'patch', resource: 'applications', group: 'argoproj.io' },
];

function nameOf(attributes: Attributes): string {
  const { namespace, verb, resource, group, subresource } = attributes;
  const plural = subresource ? `${resource}/${subresource}` : resource;
  const what = `${verb} ${
    group && group !== '*' ? `${plural}.${group}` : plural
  }`;
  return namespace ? `${what} in ${namespace}` : what;
}

/**
 * Asks the cluster what the portal's own account may do beyond reading, over
 * the whole cluster and in the namespaces in which it may have a Role.
 * @returns undefined where the account may not ask that
 */
export async function askOwnAccess(
  api: KubernetesApi,
  deadline: () => AbortSignal,
  namespaces: string[] = [],
): Promise<OwnAccess | undefined> {
  const beyondReading: string[] = [];
  try {
    for (const namespace of [undefined, ...namespaces]) {
      beyondReading.push(...(await askWithin(api, deadline(), namespace)));
    }
    return { asked: BEYOND_READING.length, beyondReading };
  } catch (error) {
    if (
      error instanceof AnswerFailure &&
      (error.status === 403 || error.status === 404)
    ) {
      return undefined;
    }
    throw error;
  }
}

async function askWithin(
  api: KubernetesApi,
  signal: AbortSignal,
  namespace: string | undefined,
): Promise<string[]> {
  const asked = BEYOND_READING.map(each => ({ ...each, namespace }));
  const allowed = await Promise.all(
    asked.map(async resourceAttributes => {
      const answer = await api.review(
        REVIEWS,
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        },
        signal,
      );
      if (typeof answer.status?.allowed !== 'boolean') {
        throw new SourceFailure(
          'malformed',
          'The answer to an access review does not say whether something is allowed.',
          'Check that the URL is that of the API server.',
        );
      }
      return answer.status.allowed;
    }),
  );
  return asked.filter((_, index) => allowed[index]).map(nameOf);
}
