import type { Vulnerabilities } from '../../signals';
import type { ScanState } from '../projections/scans';

const LISTED_IMAGES = 20;

/** Findings summed over images: an image counts once, however many workloads run it. */
export function vulnerabilitiesOf(scans: ScanState[]): Vulnerabilities {
  const images = new Map<
    string,
    { image: string; critical: number; high: number }
  >();
  let oldest = '';
  let unread = 0;
  for (const { image, critical, high, updatedAt } of scans) {
    if (critical === null || high === null || !updatedAt) {
      unread += 1;
    } else {
      images.set(image, { image, critical, high });
    }
    if (updatedAt && (!oldest || updatedAt < oldest)) {
      oldest = updatedAt;
    }
  }
  const all = [...images.values()];
  return {
    reports: scans.length,
    unread,
    critical: all.reduce((sum, { critical }) => sum + critical, 0),
    high: all.reduce((sum, { high }) => sum + high, 0),
    worst: all
      .filter(({ critical }) => critical > 0)
      .sort((a, b) => b.critical - a.critical || b.high - a.high)
      .slice(0, LISTED_IMAGES),
    oldestReportAt: oldest,
  };
}
