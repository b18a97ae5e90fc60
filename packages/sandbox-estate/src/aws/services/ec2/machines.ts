import type { EstateModel, WorkerMachine } from '../../../model';
import { availabilityZone, zoneName, type AwsSite } from '../../sites';
import { ZONE_LETTERS } from './plan';

/** Nodes in each zone where no cluster runs that would say how many there are. */
const NODES_BY_ZONE: Record<AwsSite, number> = {
  'aws-primary': 2,
  'aws-dr': 1,
};
const LAUNCHED = new Date('2026-03-02T10:00:00Z');

const madeUp = (site: AwsSite): WorkerMachine[] =>
  ZONE_LETTERS.flatMap((letter, zone) =>
    Array.from({ length: NODES_BY_ZONE[site] }, (_, index) => ({
      node: `node-${letter}-${index}`,
      instanceId: `i-0${(site === 'aws-dr' ? 'b20d' : 'a10c').padEnd(
        13,
        '0',
      )}0${zone}${index}`,
      instanceType: 'm6i.2xlarge',
      zone: availabilityZone(site, letter),
      running: true,
      standby: false,
      launchedAt: LAUNCHED,
    })),
  );

/** The worker nodes of a site; what stands in a lost zone does not run. */
export function machinesOf(model: EstateModel, site: AwsSite): WorkerMachine[] {
  const groups = [...model.nodeGroups.values()].filter(
    group => group.site === site,
  );
  const machines =
    groups.length > 0
      ? groups.flatMap(group => group.machines())
      : madeUp(site);
  return machines.map(machine => ({
    ...machine,
    running:
      machine.running && !model.lostZones.has(zoneName(site, machine.zone)),
  }));
}
