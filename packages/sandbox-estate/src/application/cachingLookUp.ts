import type { EstateModel, SiteName } from '../model';

/** The name under which people know the MIS. */
const HOST = 'mis.example.gov';
const WITHOUT_DNS: SiteName = 'aws-primary';

/**
 * Asks the estate's DNS where users go, and keeps an answer as long as its TTL
 * says: after a fail-over, users follow as late as resolvers let them.
 */
export function cachingLookUp(
  model: EstateModel,
  now: () => number = Date.now,
): () => SiteName | undefined {
  let kept: { site?: SiteName; until: number } | undefined;
  return () => {
    if (!model.dns) return WITHOUT_DNS;
    if (!kept || now() >= kept.until) {
      const answer = model.dns.resolve(HOST);
      const ttlSeconds = answer?.ttlSeconds ?? 0;
      kept = { site: answer?.site, until: now() + ttlSeconds * 1000 };
    }
    return kept.site;
  };
}
