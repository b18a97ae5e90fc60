import {
  DescribeImageReplicationStatusCommand,
  DescribeImagesCommand,
  DescribeRegistryCommand,
  type ECRClient,
  type ImageDetail,
} from '@aws-sdk/client-ecr';
import {
  SourceFailure,
  type ObservationInput,
  type SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { concurrently } from '../aws/concurrently';
import { malformed, type AskedService } from '../aws/failures';
import { Sightings } from '../aws/Sightings';
import {
  ECR_REGISTRY,
  type EcrImage,
  type EcrRegistry,
  type EcrRepository,
} from './signals';

export const ECR_ACTIONS = [
  'ecr:DescribeRegistry',
  'ecr:DescribeImages',
  'ecr:DescribeImageReplicationStatus',
] as const;
const CALLS_AT_ONCE = 4;
/** Images of a repository that are read; more is a repository without a lifecycle policy. */
const MOST_IMAGES = 10_000;
/** Of those with a tag, and again of those that have lost theirs. */
const KEPT_IMAGES = 50;
/** Each costs a call; what is missing elsewhere shows in the other region's list as well. */
const FOLLOWED_IMAGES = 3;

/** Asks ECR of one account and region for its images and their copies. */
export class EcrSource extends AwsSource {
  readonly #repositories: string[];
  readonly #sightings = new Sightings();

  constructor(settings: AwsSourceSettings, repositories: string[]) {
    super(settings, `ECR in ${settings.region}`, ECR_ACTIONS);
    this.#repositories = repositories;
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('ecr', this.region);
    const registry = await client.send(new DescribeRegistryCommand({}), {
      abortSignal: context.signal,
    });
    if (!registry.registryId) {
      throw malformed(asked, 'without the registry');
    }
    const rules = (registry.replicationConfiguration?.rules ?? []).map(
      ({ destinations, repositoryFilters }) => ({
        regions: (destinations ?? []).flatMap(({ region }) => region ?? []),
        prefixes: (repositoryFilters ?? []).flatMap(
          ({ filter }) => filter ?? [],
        ),
      }),
    );
    const repositories = await concurrently(
      this.#repositories,
      CALLS_AT_ONCE,
      name => this.#repository(client, name, rules.length > 0, context, asked),
    );
    this.#sightings.confirm(
      'any',
      repositories.some(({ missing }) => !missing),
      () =>
        new SourceFailure(
          'misconfigured',
          `${asked.name} has none of the repositories ${this.#repositories.join(
            ', ',
          )}.`,
          `Correct ${this.key}.repositories or ${this.key}.region.`,
        ),
    );
    const value: EcrRegistry = {
      region: this.region,
      registryId: registry.registryId,
      rules,
      repositories,
    };
    return [{ entityRef: this.entityRefs[0], signal: ECR_REGISTRY, value }];
  }

  async #repository(
    client: ECRClient,
    name: string,
    replicated: boolean,
    context: SourceContext,
    asked: AskedService,
  ): Promise<EcrRepository> {
    const details = await this.#images(client, name, context, asked);
    if (!details) {
      return { name, missing: true };
    }
    const time = ({ imagePushedAt }: ImageDetail) =>
      imagePushedAt?.getTime() ?? 0;
    const newest = [true, false].flatMap(tagged =>
      details
        .filter(({ imageTags = [] }) => imageTags.length > 0 === tagged)
        .sort((a, b) => time(b) - time(a))
        .slice(0, KEPT_IMAGES),
    );
    return {
      name,
      missing: false,
      more: details.length > newest.length,
      images: await Promise.all(
        newest.map(
          async (detail, index): Promise<EcrImage> => ({
            digest: detail.imageDigest ?? '',
            tags: detail.imageTags ?? [],
            scan: scanOf(detail),
            replication:
              replicated && index < FOLLOWED_IMAGES
                ? await this.#replication(
                    client,
                    name,
                    detail.imageDigest,
                    context,
                  )
                : null,
          }),
        ),
      ),
    };
  }

  /**
   * Images with a tag or without, for what runs may have lost its tag to a
   * newer one; undefined when there is no such repository.
   */
  async #images(
    client: ECRClient,
    repositoryName: string,
    context: SourceContext,
    asked: AskedService,
  ): Promise<ImageDetail[] | undefined> {
    const details: ImageDetail[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const answer = await client.send(
          new DescribeImagesCommand({
            repositoryName,
            maxResults: 1000,
            nextToken,
          }),
          { abortSignal: context.signal },
        );
        if (!Array.isArray(answer.imageDetails)) {
          throw malformed(asked, 'without a list of images');
        }
        details.push(...answer.imageDetails);
        if (details.length > MOST_IMAGES) {
          throw new SourceFailure(
            'failed',
            `${asked.name} has more than ${MOST_IMAGES} images in ${repositoryName}.`,
            'Give the repository a lifecycle policy that expires old images.',
          );
        }
        nextToken = answer.nextToken;
      } while (nextToken);
    } catch (error) {
      if ((error as Error).name === 'RepositoryNotFoundException') {
        return undefined;
      }
      throw error;
    }
    return details;
  }

  async #replication(
    client: ECRClient,
    repositoryName: string,
    imageDigest: string | undefined,
    context: SourceContext,
  ): Promise<EcrImage['replication']> {
    try {
      const { replicationStatuses } = await client.send(
        new DescribeImageReplicationStatusCommand({
          repositoryName,
          imageId: { imageDigest },
        }),
        { abortSignal: context.signal },
      );
      return (replicationStatuses ?? []).map(
        ({ region, status, failureCode }) => ({
          region: region ?? '',
          status: status ?? '',
          failureCode: failureCode ?? null,
        }),
      );
    } catch (error) {
      // A lifecycle policy may have taken it between the two calls.
      if ((error as Error).name === 'ImageNotFoundException') {
        return null;
      }
      throw error;
    }
  }
}

function scanOf(detail: ImageDetail): EcrImage['scan'] {
  const status = detail.imageScanStatus?.status;
  const counts = detail.imageScanFindingsSummary?.findingSeverityCounts;
  return status
    ? {
        status,
        // ECR leaves severities out of which there are none, but not the counts.
        counted: counts !== undefined,
        critical: counts?.CRITICAL ?? 0,
        high: counts?.HIGH ?? 0,
      }
    : null;
}
