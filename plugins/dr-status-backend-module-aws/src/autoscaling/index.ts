import { parseEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import {
  readEntityRef,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import type { AwsService } from '../aws/services';
import {
  AUTOSCALING_ACTIONS,
  AutoScalingSource,
  type FollowedGroups,
} from './AutoScalingSource';
import { instancesInService, roomToGrow } from './workerGroups';

/** By default an entity is called like its group. */
function readGroups(settings: SourceSettings, item: Config): FollowedGroups[] {
  const said = new Map<string, Omit<FollowedGroups, 'entityRef'>>();
  (item.getOptionalConfigArray('groups') ?? []).forEach((each, index) => {
    const key = `${settings.key}.groups[${index}]`;
    const ref = readEntityRef(each.getString('entityRef'), `${key}.entityRef`);
    if (!settings.entityRefs.includes(ref)) {
      throw new Error(
        `Invalid value at '${key}.entityRef': ${ref} is not among the source's entityRefs`,
      );
    }
    const names = each.getOptionalStringArray('names');
    const cluster = each.getOptionalString('cluster');
    if ((names === undefined) === (cluster === undefined)) {
      throw new Error(
        `Invalid value at '${key}.names': either the names of the groups are needed, or the cluster that they belong to`,
      );
    }
    said.set(ref, { names, cluster });
  });
  return settings.entityRefs.map(entityRef => ({
    entityRef,
    ...(said.get(entityRef) ?? { names: [parseEntityRef(entityRef).name] }),
  }));
}

/** EC2 Auto Scaling: groups of worker nodes of one account and region. */
export const autoscaling: AwsService = {
  id: 'autoscaling',
  title: 'Auto Scaling',
  actions: AUTOSCALING_ACTIONS,
  checks: [instancesInService, roomToGrow],
  create: (settings, item) =>
    new AutoScalingSource(settings, readGroups(settings, item)),
};
