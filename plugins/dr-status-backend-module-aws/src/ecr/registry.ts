import type { Entity } from '@backstage/catalog-model';
import type {
  CheckContext,
  EstateView,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { viewSignal } from '../aws/viewSignal';
import { ECR_REGISTRY, type EcrImage, type EcrRegistry } from './signals';

export const isRegistry = (entity: Entity, estate: EstateView) =>
  isInAws(estate, entity, 'registry');

export function viewRegistry(context: CheckContext, entityRef?: string) {
  return viewSignal<EcrRegistry>(
    context,
    ECR_REGISTRY,
    'What the registry holds',
    entityRef,
  );
}

/** An image by what names it in its repository. */
export interface ImageName {
  repository: string;
  tag?: string;
  digest?: string;
}

export const sayImage = ({ repository, tag, digest }: ImageName) =>
  tag ? `${repository}:${tag}` : `${repository}@${digest?.slice(0, 19)}`;

/**
 * An image that a pod runs; undefined when it is not from this registry.
 * @param reference - for example `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api:1.2`
 * @param ran - digest that the node has resolved it to; empty where it does not tell
 */
export function imageOf(
  reference: string,
  ran: string,
  { registryId, region }: EcrRegistry,
): ImageName | undefined {
  const [, host, path] = /^([^/]+)\/(.+)$/.exec(reference) ?? [];
  const own = `${registryId}.dkr.ecr.${region}.amazonaws.com`;
  if (host !== own && host !== `${own}.cn`) {
    return undefined;
  }
  const [, repository, tag, asked] =
    /^([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]+))?$/.exec(path) ?? [];
  const digest = ran || asked;
  return repository
    ? { repository, tag: tag ?? (digest ? undefined : 'latest'), digest }
    : undefined;
}

/** What a registry has of an image. */
export type Found =
  | { image: EcrImage }
  | { absent: 'repository' | 'image' | 'older' | 'unwatched' };

export function findImage(registry: EcrRegistry, wanted: ImageName): Found {
  const repository = registry.repositories.find(
    ({ name }) => name === wanted.repository,
  );
  if (!repository) {
    return { absent: 'unwatched' };
  }
  if (repository.missing) {
    return { absent: 'repository' };
  }
  const image = repository.images.find(({ digest, tags }) =>
    wanted.digest ? digest === wanted.digest : tags.includes(wanted.tag!),
  );
  if (image) {
    return { image };
  }
  return { absent: repository.more ? 'older' : 'image' };
}
