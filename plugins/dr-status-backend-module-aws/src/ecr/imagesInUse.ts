import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { CheckContext, Reading } from '@twinshore/plugin-dr-status-node';
import { imageOf, type ImageName } from './registry';
import type { EcrRegistry } from './signals';

/** As Kubernetes sources report it, on the entity of their cluster. */
export const RUNNING_IMAGES = 'kubernetes.running-images';

interface RunningImage {
  image: string;
  digest: string;
}

export interface ImagesInUse {
  images: ImageName[];
  /** Where it is known from: what runs, or what was pushed last. */
  basis: 'running' | 'newest';
  readings: Reading[];
}

/**
 * Images that the clusters at the site of `entity` run from its registry, as
 * far as a Kubernetes source says so now; else the newest with a tag of each
 * repository.
 */
export function imagesInUse(
  context: CheckContext,
  entity: Entity,
  registry: EcrRegistry,
): ImagesInUse {
  const site = resilienceOf(entity)?.site;
  const running: ImageName[] = [];
  const readings: Reading[] = [];
  for (const cluster of context.entities()) {
    if (
      cluster.spec?.type !== 'kubernetes-cluster' ||
      resilienceOf(cluster)?.site !== site
    ) {
      continue;
    }
    const reading = context.read(
      RUNNING_IMAGES,
      'Running images',
      refOf(cluster),
    );
    const images = reading.evidence.value as RunningImage[] | null;
    if (reading.state === 'fresh' && images) {
      const own = images.flatMap(
        ({ image, digest }) => imageOf(image, digest, registry) ?? [],
      );
      if (own.length > 0) {
        readings.push(reading);
        running.push(...own);
      }
    }
  }
  if (running.length > 0) {
    return { images: running, basis: 'running', readings };
  }
  return {
    basis: 'newest',
    readings: [],
    images: registry.repositories.flatMap(repository =>
      repository.missing
        ? []
        : repository.images
            .slice(0, 1)
            .filter(({ tags }) => tags.length > 0)
            .map(({ digest, tags }) => ({
              repository: repository.name,
              tag: tags[0],
              digest,
            })),
    ),
  };
}
