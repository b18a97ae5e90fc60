import { zoneName, type AwsSite } from '../../sites';
import type { EstateModel } from '../../../model';
import { SUBNETS, subnetsOf, type PlannedSubnet } from './plan';

/** What AWS keeps for itself in each subnet. */
const RESERVED = 5;
const SIZE = 64;
/** Addresses that the estate's own machines and interfaces take in a zone, by tier. */
const TAKEN: Record<PlannedSubnet['tier'], number> = {
  edge: 9,
  application: 14,
  data: 4,
  management: 6,
};

export type NatGatewayState = 'available' | 'failed' | 'deleted';

/** The VPCs of both regions: what faults and lost zones take from the plan. */
export class Networks {
  readonly #model: EstateModel;
  /** What is wrong, by the name of the subnet or zone. */
  readonly #wrong = new Map<string, Set<string>>();

  constructor(model: EstateModel) {
    this.#model = model;
  }

  /** @param what - `full`, `missing`; `failed`, `deleted`; `blackhole` */
  spoil(what: string, name: string): () => void {
    const names = this.#wrong.get(what) ?? new Set();
    this.#wrong.set(what, names.add(name));
    this.#model.changed(`network:${name}`);
    return () => {
      names.delete(name);
      this.#model.changed(`network:${name}`);
    };
  }

  isSpoilt(what: string, name: string): boolean {
    return this.#wrong.get(what)?.has(name) ?? false;
  }

  subnets(site: AwsSite): PlannedSubnet[] {
    return SUBNETS.filter(
      each => each.site === site && !this.isSpoilt('missing', each.name),
    );
  }

  freeAddresses(subnet: PlannedSubnet): number {
    const { site, zone, name, tier } = subnet;
    const gone =
      this.isSpoilt('full', name) ||
      this.#model.lostZones.has(zoneName(site, zone));
    return gone ? 0 : SIZE - RESERVED - TAKEN[tier];
  }

  /** The NAT gateway of each public subnet. */
  natGateways(
    site: AwsSite,
  ): Array<{ subnet: PlannedSubnet; zone: string; state: NatGatewayState }> {
    return subnetsOf(site, 'edge').map(subnet => {
      const zone = zoneName(site, subnet.zone);
      if (this.isSpoilt('deleted', zone)) {
        return { subnet, zone, state: 'deleted' };
      }
      const failed =
        this.isSpoilt('failed', zone) || this.#model.lostZones.has(zone);
      return { subnet, zone, state: failed ? 'failed' : 'available' };
    });
  }
}
