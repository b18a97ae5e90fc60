import type { Config } from '@backstage/config';
import {
  readHttpAccess,
  type SourceSettings,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { gitChecks } from './checks';
import { GitSource, type GitCopyAccess } from './GitSource';

function readMirrors(settings: SourceSettings, item: Config): GitCopyAccess[] {
  const list = item.getOptionalConfigArray('mirrors') ?? [];
  return list.map((mirror, index) => {
    const key = `${settings.key}.mirrors[${index}]`;
    return {
      name: mirror.getString('name'),
      key,
      access: readHttpAccess(mirror, key),
    };
  });
}

/** A Git repository over HTTP, with its mirrors. */
export const git: SystemKind = {
  id: 'git',
  title: 'Git',
  checks: gitChecks,
  create: (settings, item) =>
    new GitSource(settings, {
      branch: item.getOptionalString('branch') ?? 'main',
      copies: [
        {
          name: settings.name,
          key: settings.key,
          access: readHttpAccess(item, settings.key),
        },
        ...readMirrors(settings, item),
      ],
    }),
};
