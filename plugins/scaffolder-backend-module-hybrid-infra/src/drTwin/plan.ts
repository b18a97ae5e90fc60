import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  containsCidr,
  firstFreePrefix,
  formatCidr,
  overlapsCidr,
  parseCidr,
  splitCidr,
  type Cidr,
} from '@twinshore/plugin-hybrid-infra-common';
import { resilienceOf } from './resilience';

/** What the form asks for. */
export interface DrTwinRequest {
  name: string;
  tier: 'edge' | 'application' | 'data';
  /** Entity ref of the workload's component. */
  workload: string;
  /** Entity ref of the site that takes over. */
  site: string;
  /** Entity ref of the site that it twins. */
  productionSite: string;
  /** Address block of the twin's network; the first free one when absent. */
  cidr?: string;
  /** Prefix length of the block that is allocated when none is named. */
  prefixLength?: number;
  /** Replicas that run in warm standby. */
  replicas: number;
}

/** One comparison of the address proof. */
export interface AddressComparison {
  entityRef: string;
  cidr: string;
  site: string;
  relation: 'apart' | 'inside' | 'overlaps';
}

/** What is going to be written, with every value decided. */
export interface DrTwinPlan {
  name: string;
  tier: string;
  site: string;
  productionSite: string;
  region: string;
  cidr: string;
  siteCidr: string;
  /** One subnet for each zone of the site. */
  subnets: Array<{ zone: string; availabilityZone: string; cidr: string }>;
  workload: {
    name: string;
    kubernetesId: string;
    namespace: string;
    cluster: string;
    replicas: number;
    productionMinimum?: number;
  };
  owner: string;
  addressProof: AddressComparison[];
}

/** Annotations that say what AWS calls a site and a zone. */
export const ANNOTATION_REGION = 'twinshore.io/aws-region';
export const ANNOTATION_ZONE = 'twinshore.io/zone-label';

const NAME = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const ZONES_NEEDED = 3;
const DEFAULT_PREFIX_LENGTH = 24;

/**
 * Decides everything that the change needs from the estate as the catalog
 * declares it.
 *
 * @throws InputError that names the field of the form, or the entity, to fix
 */
export function planDrTwin(
  request: DrTwinRequest,
  entities: readonly Entity[],
): DrTwinPlan {
  if (!NAME.test(request.name)) {
    throw new InputError(
      `name: "${request.name}" must be 3 to 40 lower-case letters, digits and hyphens, and begin with a letter`,
    );
  }
  if (
    !Number.isInteger(request.replicas) ||
    request.replicas < 1 ||
    request.replicas > 100
  ) {
    throw new InputError(
      `replicas: ${request.replicas} must be a whole number from 1 to 100`,
    );
  }
  const byRef = new Map(
    entities.map(entity => [stringifyEntityRef(entity), entity]),
  );
  const site = requireSite(byRef, 'site', request.site);
  const production = requireSite(
    byRef,
    'productionSite',
    request.productionSite,
  );
  if (site === production) {
    throw new InputError(
      'site: a twin must stand on another site than production',
    );
  }
  const siteName = site.metadata.name;
  const [siteCidr] = resilienceOf(site).cidrs ?? [];
  if (!siteCidr) {
    throw new InputError(
      `site: ${siteName} declares no address block (spec.resilience.cidrs)`,
    );
  }

  const region = annotation(site, ANNOTATION_REGION);
  if (!REGION.test(region)) {
    throw new InputError(
      `site: ${siteName} has the region "${region}", which is not one of AWS`,
    );
  }
  const zones = entities
    .filter(
      entity =>
        entity.spec?.type === 'zone' && resilienceOf(entity).site === siteName,
    )
    .map(entity => ({
      zone: entity.metadata.name,
      availabilityZone: annotation(entity, ANNOTATION_ZONE),
    }))
    .sort((a, b) => a.zone.localeCompare(b.zone));
  if (zones.length < ZONES_NEEDED) {
    throw new InputError(
      `site: ${siteName} declares ${zones.length} zones; a tier must span ${ZONES_NEEDED} (design 4.1)`,
    );
  }

  const block = chooseBlock(request, entities, siteName, siteCidr);
  const addressProof = proveAddresses(block, entities, siteName);
  const clash = addressProof.find(({ relation }) => relation === 'overlaps');
  if (clash) {
    throw new InputError(
      `cidr: ${formatCidr(block)} overlaps ${clash.cidr} of ${
        clash.entityRef
      } (site ${clash.site})`,
    );
  }

  return {
    name: request.name,
    tier: request.tier,
    site: siteName,
    productionSite: production.metadata.name,
    region,
    cidr: formatCidr(block),
    siteCidr,
    subnets: divide(block, zones),
    workload: planWorkload(
      request,
      byRef,
      entities,
      siteName,
      production.metadata.name,
    ),
    owner: ownerOf(byRef, request.workload),
    addressProof,
  };
}

function requireSite(
  byRef: Map<string, Entity>,
  field: string,
  ref: string,
): Entity {
  const entity = byRef.get(canonicalRef(field, ref, 'resource'));
  if (!entity || entity.spec?.type !== 'site') {
    throw new InputError(`${field}: ${ref} is not a site of the catalog`);
  }
  return entity;
}

function canonicalRef(field: string, ref: string, defaultKind: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, { defaultKind, defaultNamespace: 'default' }),
    );
  } catch {
    throw new InputError(`${field}: "${ref}" is not an entity reference`);
  }
}

function annotation(entity: Entity, key: string): string {
  const value = entity.metadata.annotations?.[key];
  if (!value) {
    throw new InputError(
      `${stringifyEntityRef(
        entity,
      )} lacks the annotation ${key}; add it in the catalog`,
    );
  }
  return value;
}

/** The block that the form names, or the first free one of the site. */
function chooseBlock(
  request: DrTwinRequest,
  entities: readonly Entity[],
  siteName: string,
  siteCidr: string,
): Cidr {
  const whole = parseCidr(siteCidr);
  if (request.cidr) {
    let block: Cidr;
    try {
      block = parseCidr(request.cidr);
    } catch (error) {
      throw new InputError(`cidr: ${(error as Error).message}`);
    }
    if (!containsCidr(whole, block)) {
      throw new InputError(
        `cidr: ${request.cidr} lies outside ${siteCidr}, the address block of ${siteName}`,
      );
    }
    if (block.prefixLength > 26 || block.prefixLength <= whole.prefixLength) {
      throw new InputError(
        `cidr: ${request.cidr} must have a prefix from /${
          whole.prefixLength + 1
        } to /26, so that four subnets fit`,
      );
    }
    return block;
  }
  const length = request.prefixLength ?? DEFAULT_PREFIX_LENGTH;
  if (
    !Number.isInteger(length) ||
    length <= whole.prefixLength ||
    length > 26
  ) {
    throw new InputError(
      `prefixLength: /${length} must be from /${whole.prefixLength + 1} to /26`,
    );
  }
  const taken = declaredBlocks(entities)
    .filter(({ site, type }) => site === siteName && type !== 'site')
    .map(({ cidr }) => parseCidr(cidr));
  const free = firstFreePrefix(whole, taken, length);
  if (!free) {
    throw new InputError(
      `prefixLength: ${siteName} has no free /${length} left in ${siteCidr}; choose a smaller block`,
    );
  }
  return free;
}

function declaredBlocks(entities: readonly Entity[]) {
  return entities.flatMap(entity =>
    (resilienceOf(entity).cidrs ?? []).map(cidr => ({
      entityRef: stringifyEntityRef(entity),
      cidr,
      site: resilienceOf(entity).site ?? 'undeclared',
      type: String(entity.spec?.type ?? ''),
    })),
  );
}

/** Holds the block against every declared block of every site. */
function proveAddresses(
  block: Cidr,
  entities: readonly Entity[],
  siteName: string,
): AddressComparison[] {
  return declaredBlocks(entities)
    .map(({ entityRef, cidr, site, type }) => {
      const other = parseCidr(cidr);
      let relation: AddressComparison['relation'] = 'apart';
      if (type === 'site' && site === siteName && containsCidr(other, block)) {
        relation = 'inside';
      } else if (overlapsCidr(other, block)) {
        relation = 'overlaps';
      }
      return { entityRef, cidr, site, relation };
    })
    .sort((a, b) => a.entityRef.localeCompare(b.entityRef));
}

/** Quarters of the block, one for each zone; what is left stays in reserve. */
function divide(
  block: Cidr,
  zones: Array<{ zone: string; availabilityZone: string }>,
): DrTwinPlan['subnets'] {
  const bits = Math.ceil(Math.log2(Math.max(zones.length, 4)));
  const parts = splitCidr(block, block.prefixLength + bits);
  return zones.map((zone, index) => ({
    ...zone,
    cidr: formatCidr(parts[index]),
  }));
}

function planWorkload(
  request: DrTwinRequest,
  byRef: Map<string, Entity>,
  entities: readonly Entity[],
  siteName: string,
  productionName: string,
): DrTwinPlan['workload'] {
  const ref = canonicalRef('workload', request.workload, 'component');
  const workload = byRef.get(ref);
  const annotations = workload?.metadata.annotations ?? {};
  const kubernetesId = annotations['backstage.io/kubernetes-id'];
  if (!workload || !kubernetesId) {
    throw new InputError(
      `workload: ${ref} is not a component with the annotation backstage.io/kubernetes-id`,
    );
  }
  const inProduction = entities.find(
    entity =>
      entity.kind === 'Component' &&
      entity.metadata.annotations?.['backstage.io/kubernetes-id'] ===
        kubernetesId &&
      resilienceOf(entity).site === productionName,
  );
  if (!inProduction) {
    throw new InputError(
      `workload: ${workload.metadata.name} does not run on ${productionName}, so there is nothing to twin`,
    );
  }
  const namespace = annotations['backstage.io/kubernetes-namespace'] ?? 'mis';
  for (const [what, value] of Object.entries({ kubernetesId, namespace })) {
    if (!DNS_LABEL.test(value)) {
      throw new InputError(
        `workload: ${what} "${value}" is not a Kubernetes name`,
      );
    }
  }
  const productionMinimum = resilienceOf(inProduction).sizing?.replicasMin;
  if (productionMinimum !== undefined && request.replicas > productionMinimum) {
    throw new InputError(
      `replicas: ${request.replicas} is more than production's ${productionMinimum}; a warm standby is smaller (design 5.2)`,
    );
  }
  return {
    name: workload.metadata.name,
    kubernetesId,
    namespace,
    cluster: siteName,
    replicas: request.replicas,
    productionMinimum,
  };
}

function ownerOf(byRef: Map<string, Entity>, workload: string): string {
  const entity = byRef.get(canonicalRef('workload', workload, 'component'));
  return String(entity?.spec?.owner ?? 'unowned');
}
