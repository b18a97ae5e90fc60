import {
  DescribeImageReplicationStatusCommand,
  DescribeImagesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  ImageNotFoundException$,
  RepositoryNotFoundException$,
  type ImageDetail,
} from '@aws-sdk/client-ecr';
import { REGIONS } from '../../../model';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import {
  operation,
  operations,
  type Call,
  type Service,
} from '../../server/service';
import { siteOfRegion } from '../../sites';
import type { Registry, RegistryImage } from './Registry';

const PUSHED_AT = new Date('2026-02-20T10:00:00Z');
const SCANNED_AT = new Date('2026-02-20T10:05:00Z');
const RESULTS = { min: 1, max: 1000, standard: 100 };
const DR_REGION = REGIONS['aws-dr'];

/** Elastic Container Registry, with the images that the clusters run. */
export function ecrService(registry: Registry): Service {
  const requireRepository = (name: string | undefined, call: Call) => {
    if (!name || !registry.repositories.includes(name)) {
      throw AwsError.modeled(
        RepositoryNotFoundException$,
        `The repository with name '${name}' does not exist in the registry with id '${call.accountId}'`,
      );
    }
    return name;
  };

  const detail = (image: RegistryImage, { accountId }: Call): ImageDetail => ({
    registryId: accountId,
    repositoryName: image.repository,
    imageDigest: image.digest,
    imageTags: [image.tag],
    imageSizeInBytes: 48_211_904,
    imagePushedAt: PUSHED_AT,
    imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
    imageScanStatus: {
      status: 'COMPLETE',
      description: 'The scan was completed successfully.',
    },
    imageScanFindingsSummary: {
      imageScanCompletedAt: SCANNED_AT,
      vulnerabilitySourceUpdatedAt: SCANNED_AT,
      findingSeverityCounts: {
        LOW: 3,
        ...(registry.vulnerable.has(image.repository) && {
          CRITICAL: 1,
          HIGH: 2,
        }),
      },
    },
  });

  const imagesOf = (repository: string, { region }: Call) =>
    registry.images.filter(
      image =>
        image.repository === repository &&
        registry.has(siteOfRegion(region), image),
    );

  return {
    signingName: 'ecr',
    actionPrefix: 'ecr',
    apiVersion: '2015-09-21',
    xmlNamespace: 'http://ecr.amazonaws.com/doc/2015-09-21/',
    shapeNamespace: 'com.amazonaws.ecr',
    targetPrefix: 'AmazonEC2ContainerRegistry_V20150921',
    protocols: ['json-1.1'],
    regions: region => [region],
    operations: operations([
      operation(DescribeRegistryCommand, (_input, { region, accountId }) => ({
        registryId: accountId,
        replicationConfiguration: {
          rules:
            region === DR_REGION || !registry.replicates
              ? []
              : [
                  {
                    destinations: [
                      { region: DR_REGION, registryId: accountId },
                    ],
                  },
                ],
        },
      })),

      operation(DescribeRepositoriesCommand, (input, call) => {
        const { region, accountId } = call;
        const names = input.repositoryNames?.length
          ? input.repositoryNames.map(name => requireRepository(name, call))
          : registry.repositories;
        const { items, next } = paginate(
          names,
          name => name,
          pageSize(input.maxResults, 'maxResults', RESULTS),
          input.nextToken,
        );
        return {
          repositories: items.map(name => ({
            repositoryName: name,
            repositoryArn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
            registryId: accountId,
            repositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
            createdAt: PUSHED_AT,
            imageScanningConfiguration: { scanOnPush: true },
          })),
          nextToken: next,
        };
      }),

      operation(DescribeImagesCommand, (input, call) => {
        const repository = requireRepository(input.repositoryName, call);
        const wanted = input.imageIds ?? [];
        const chosen = imagesOf(repository, call).filter(
          ({ digest, tag }) =>
            wanted.length === 0 ||
            wanted.some(
              ({ imageDigest, imageTag }) =>
                imageDigest === digest || imageTag === tag,
            ),
        );
        if (chosen.length < wanted.length) {
          throw AwsError.modeled(
            ImageNotFoundException$,
            `An image that was asked for does not exist within the repository with name '${repository}'`,
          );
        }
        const { items, next } = paginate(
          chosen,
          ({ digest }) => digest,
          pageSize(input.maxResults, 'maxResults', RESULTS),
          input.nextToken,
        );
        return {
          imageDetails: items.map(image => detail(image, call)),
          nextToken: next,
        };
      }),

      operation(DescribeImageReplicationStatusCommand, (input, call) => {
        const repositoryName = requireRepository(input.repositoryName, call);
        const image = imagesOf(repositoryName, call).find(
          ({ digest, tag }) =>
            digest === input.imageId?.imageDigest ||
            tag === input.imageId?.imageTag,
        );
        if (!image) {
          throw AwsError.modeled(
            ImageNotFoundException$,
            `The image does not exist within the repository with name '${repositoryName}'`,
          );
        }
        const status = registry.notCopied.get(repositoryName) ?? 'COMPLETE';
        return {
          repositoryName,
          imageId: { imageDigest: image.digest, imageTag: image.tag },
          replicationStatuses:
            call.region === DR_REGION
              ? []
              : [
                  {
                    region: DR_REGION,
                    registryId: call.accountId,
                    status,
                    failureCode:
                      status === 'FAILED' ? 'REPLICATION_ERROR' : undefined,
                  },
                ],
        };
      }),
    ]),
  };
}
