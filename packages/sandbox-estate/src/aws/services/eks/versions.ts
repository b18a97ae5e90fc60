import type { ClusterVersionInformation } from '@aws-sdk/client-eks';
import type { Clock } from '../../clock';

/** Ends of standard and extended support as AWS has published them. */
const CALENDAR: Array<[version: string, standard: string, extended: string]> = [
  ['1.31', '2025-11-26', '2026-11-26'],
  ['1.32', '2026-03-23', '2027-03-23'],
  ['1.33', '2026-07-29', '2027-07-29'],
  ['1.34', '2026-12-02', '2027-12-02'],
];

/** Versions of Kubernetes with the support that AWS gives them now. */
export function clusterVersions(clock: Clock): ClusterVersionInformation[] {
  const now = clock.now();
  return CALENDAR.map(([version, standard, extended], index) => {
    const standardEnds = new Date(standard);
    const extendedEnds = new Date(extended);
    const inExtended =
      now < extendedEnds.getTime() ? 'EXTENDED_SUPPORT' : 'UNSUPPORTED';
    const status =
      now < standardEnds.getTime() ? 'STANDARD_SUPPORT' : inExtended;
    return {
      clusterVersion: version,
      clusterType: 'eks',
      defaultVersion: index === CALENDAR.length - 1,
      endOfStandardSupportDate: standardEnds,
      endOfExtendedSupportDate: extendedEnds,
      versionStatus: status,
      status: status.toLowerCase().replace('_', '-') as never,
    };
  });
}
