import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  CheckContext,
  EstateView,
} from '@twinshore/plugin-dr-status-node';
import {
  containsCidr,
  overlapsCidr,
  parseCidr,
  type Cidr,
} from '@twinshore/plugin-hybrid-infra-common';
import { isInAws } from '../aws/placement';
import { containersOf } from '../aws/relations';
import { viewSignal, type View } from '../aws/viewSignal';
import { VPC_SUBNETS, type Subnet } from './signals';

export const isVpc = (entity: Entity, estate: EstateView) =>
  isInAws(estate, entity, 'vpc');

/** The VPC that the entity stands in, or is. */
export function vpcOf(estate: EstateView, entity: Entity): Entity | undefined {
  return [entity, ...containersOf(estate, entity)].find(each =>
    isVpc(each, estate),
  );
}

/** A resource of the type, planned to stand in a VPC. */
export const standsInVpc =
  (...types: string[]) =>
  (entity: Entity, estate: EstateView): boolean =>
    entity.kind === 'Resource' &&
    types.includes(String(entity.spec?.type)) &&
    vpcOf(estate, entity) !== undefined;

/** Blocks that the plan gives the entity. */
export function plannedBlocks(entity: Entity): string[] {
  return resilienceOf(entity)?.cidrs ?? [];
}

/** Subnets that the plan puts into the VPC. */
export function plannedSubnets(estate: EstateView, vpc: Entity): Entity[] {
  const ref = refOf(vpc);
  return [...estate.entities()].filter(
    entity =>
      entity.kind === 'Resource' &&
      entity.spec?.type === 'subnet' &&
      containersOf(estate, entity).some(each => refOf(each) === ref),
  );
}

function read(cidr: string): Cidr | undefined {
  try {
    return parseCidr(cidr);
  } catch {
    return undefined;
  }
}

const related =
  (relation: (a: Cidr, b: Cidr) => boolean) => (a: string, b: string) => {
    const [one, other] = [read(a), read(b)];
    return one !== undefined && other !== undefined && relation(one, other);
  };

/** Whether the first block holds the second. */
export const contains = related(containsCidr);
/** Whether the blocks share an address. */
export const overlaps = related(overlapsCidr);

/** The subnets of the VPC that the judged entity stands in, or the outcome when they cannot be seen. */
export function viewSubnets(context: CheckContext): View<Subnet[]> {
  return viewSignal<Subnet[]>(
    context,
    VPC_SUBNETS,
    'What EC2 says of the subnets',
    refOf(vpcOf(context, context.entity)!),
  );
}
