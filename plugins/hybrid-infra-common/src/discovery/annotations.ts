/**
 * What the real system calls the thing that an entity stands for: an ARN, or
 * `k8s://<cluster>/<namespace>/<resource>/<name>`; several with commas. An
 * entity that carries it is expected to be found there.
 * @public
 */
export const ANNOTATION_RESOURCE_ID = 'twinshore.io/resource-id';

/** UID of a found Kubernetes object. @public */
export const ANNOTATION_RESOURCE_UID = 'twinshore.io/resource-uid';

/** The scope that found a resource. @public */
export const ANNOTATION_DISCOVERED_BY = 'twinshore.io/discovered-by';

/** When a scope was last read whole, ISO 8601; only on scopes. @public */
export const ANNOTATION_DISCOVERED_AT = 'twinshore.io/discovered-at';

/**
 * The declared entity that a found resource names itself, by a tag or label of
 * this name.
 * @public
 */
export const ANNOTATION_DECLARED_AS = 'twinshore.io/entity';

/** Site at which a resource was found. @public */
export const ANNOTATION_SITE = 'twinshore.io/site';

/** Namespace of all that is discovered. @public */
export const DISCOVERED_NAMESPACE = 'discovered';

/** `spec.type` of the entity that stands for a scope. @public */
export const DISCOVERY_SCOPE_TYPE = 'discovery-scope';

/**
 * `spec.discovery` of a scope: one list of one real system that is read as a
 * whole, for example the databases of one account and region.
 * @public
 */
export interface DiscoveryScope {
  /** Prefixes of all resource ids that would be found here. */
  covers: string[];
  /** How often it is read. */
  intervalSeconds: number;
  /** Resources that were found the last time. */
  found: number;
}

/**
 * The second id of a found Kubernetes object: its site and the value of its
 * label `backstage.io/kubernetes-id`, which the declared entity carries too.
 * @public
 */
export const kubernetesIdAlias = (site: string, kubernetesId: string) =>
  `kubernetes-id:${site}/${kubernetesId}`;
