import { imageDigest } from '../../../kubernetes/imageDigest';
import { seedOf } from '../../../kubernetes/seed/seedCluster';
import { SITES } from '../../../kubernetes/seed/sites';
import { AWS_SITES, type AwsSite } from '../../sites';

export interface RegistryImage {
  repository: string;
  tag: string;
  digest: string;
}

/** Every image that the seeded workloads of the AWS sites ask for, in any field called `image`. */
function seededImages(): RegistryImage[] {
  const images = new Map<string, RegistryImage>();
  const collect = (value: unknown, host: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'image' && typeof inner === 'string') {
        const path = inner.startsWith(`${host}/`)
          ? inner.slice(host.length + 1)
          : '';
        const [repository, tag] = path.split(':');
        if (tag) {
          images.set(path, { repository, tag, digest: imageDigest(inner) });
        }
      } else {
        collect(inner, host);
      }
    }
  };
  for (const site of AWS_SITES) collect(seedOf(site), SITES[site].registry);
  return [...images.values()].sort((a, b) =>
    a.repository.localeCompare(b.repository),
  );
}

/** The account's images: pushed in the primary region, copied to DR by a rule. */
export class Registry {
  readonly images = seededImages();
  readonly repositories = [
    ...new Set(this.images.map(({ repository }) => repository)),
  ];
  /** Repositories whose images the DR region lacks, and how their copies stand. */
  readonly notCopied = new Map<string, 'IN_PROGRESS' | 'FAILED' | 'COMPLETE'>();
  /** Repositories in whose images a scan has found something critical. */
  readonly vulnerable = new Set<string>();
  replicates = true;

  has(site: AwsSite, { repository }: RegistryImage): boolean {
    return site !== 'aws-dr' || !this.notCopied.has(repository);
  }
}
