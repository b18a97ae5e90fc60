import { readNames } from '../aws/lists';
import type { AwsService } from '../aws/services';
import { ecrImagesInDr, ecrReplicationRule } from './ecrCopies';
import { ecrFindings } from './ecrFindings';
import { ECR_ACTIONS, EcrSource } from './EcrSource';

/** Amazon ECR: the images of one account and region. */
export const ecr: AwsService = {
  id: 'ecr',
  title: 'ECR',
  actions: ECR_ACTIONS,
  checks: [ecrImagesInDr, ecrReplicationRule, ecrFindings],
  create: (settings, item) =>
    new EcrSource(
      settings,
      readNames(settings, item, 'repositories', 'the repositories to watch'),
    ),
};
