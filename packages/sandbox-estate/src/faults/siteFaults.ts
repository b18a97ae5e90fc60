import type { EstateModel, SiteName } from '../model';
import type { FaultDefinition } from '../part';

const SITES: SiteName[] = ['on-prem', 'aws-primary', 'aws-dr'];
const ZONES = [
  'on-prem-dc',
  ...['a', 'b', 'c'].flatMap(zone => [`aws-primary-${zone}`, `aws-dr-${zone}`]),
].sort();

/** Faults that all parts share; each part does its own share of them. */
export const siteFaults = (model: EstateModel): FaultDefinition[] => [
  {
    id: 'lose-site',
    title: 'Lose a site',
    description:
      'Everything at the site is gone at once: its databases, its application, its cluster, its endpoints.',
    targets: () => SITES,
    async inject(site) {
      await model.setSiteLost(site as SiteName, true);
      return () => model.setSiteLost(site as SiteName, false);
    },
  },
  {
    id: 'lose-zone',
    title: 'Lose a zone',
    description:
      'One failure domain of a site is gone, with the nodes and endpoints that stand in it.',
    targets: () => ZONES,
    async inject(zone) {
      model.lostZones.add(zone!);
      model.changed(`zone:${zone}`);
      return async () => {
        model.lostZones.delete(zone!);
        model.changed(`zone:${zone}`);
      };
    },
  },
];
