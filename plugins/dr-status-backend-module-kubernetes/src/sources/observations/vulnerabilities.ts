import type { Vulnerabilities } from '../../signals';
import type { ScanState } from '../projections/scans';

const LISTED_IMAGES = 20;

/** Findings summed over images: an image counts once, however many workloads run it. */
export function vulnerabilitiesOf(scans: ScanState[]): Vulnerabilities {
  const images = new Map<string, ScanState>();
  let oldest = '';
  for (const scan of scans) {
    images.set(scan.image, scan);
    if (scan.updatedAt && (!oldest || scan.updatedAt < oldest)) {
      oldest = scan.updatedAt;
    }
  }
  const all = [...images.values()];
  return {
    reports: scans.length,
    critical: all.reduce((sum, { critical }) => sum + critical, 0),
    high: all.reduce((sum, { high }) => sum + high, 0),
    worst: all
      .filter(({ critical }) => critical > 0)
      .sort((a, b) => b.critical - a.critical || b.high - a.high)
      .slice(0, LISTED_IMAGES)
      .map(({ image, critical, high }) => ({ image, critical, high })),
    oldestReportAt: oldest,
  };
}
