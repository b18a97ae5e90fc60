import type { FaultDefinition } from '../../../part';
import { mark, targetedFault } from '../../targetedFault';
import type { Registry } from './Registry';

export function ecrFaults(registry: Registry): FaultDefinition[] {
  const { repositories } = registry;
  const lacks =
    (status: 'IN_PROGRESS' | 'FAILED' | 'COMPLETE') => (repository: string) => {
      registry.notCopied.set(repository, status);
      return () => {
        registry.notCopied.delete(repository);
      };
    };
  return [
    targetedFault({
      id: 'lose-image',
      title: 'DR lacks an image',
      description:
        'The images of the repository are gone from the DR region, as if a lifecycle policy had expired them there.',
      targets: repositories,
      inject: lacks('COMPLETE'),
    }),
    targetedFault({
      id: 'delay-image-replication',
      title: 'An image is on its way to DR',
      description:
        'The images of the repository are still being copied to the DR region.',
      targets: repositories,
      inject: lacks('IN_PROGRESS'),
    }),
    targetedFault({
      id: 'fail-image-replication',
      title: 'An image cannot be copied to DR',
      description:
        'The copy of the repository’s images to the DR region has failed.',
      targets: repositories,
      inject: lacks('FAILED'),
    }),
    targetedFault({
      id: 'find-vulnerability',
      title: 'A scan finds something critical',
      description:
        'ECR’s scan of the repository’s images has one critical finding.',
      targets: repositories,
      inject: repository => mark(registry.vulnerable, repository),
    }),
    {
      id: 'stop-image-replication',
      title: 'ECR copies no images to DR',
      description:
        'The registry has no replication rule any more; images that are there stay.',
      targets: () => [],
      inject: async () => {
        registry.replicates = false;
        return async () => {
          registry.replicates = true;
        };
      },
    },
  ];
}
