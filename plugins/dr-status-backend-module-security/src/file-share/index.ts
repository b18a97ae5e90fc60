import path from 'node:path';
import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { fileShareSpace, fileShareWritten } from './checks';
import { FileShareSource } from './FileShareSource';

/** A share for documents (NFS, SMB), mounted where the portal runs. */
export const fileShare: SystemKind = {
  id: 'file-share',
  title: 'File share',
  checks: [fileShareWritten, fileShareSpace],
  create(settings, item) {
    const share = item.getString('path');
    const canary = item.getOptionalString('canary') ?? '.twinshore-canary';
    if (!path.isAbsolute(share)) {
      throw new Error(
        `Invalid value at '${settings.key}.path': "${share}" is no absolute path`,
      );
    }
    if (
      canary === '' ||
      path.isAbsolute(canary) ||
      canary.split(/[\\/]/).includes('..')
    ) {
      throw new Error(
        `Invalid value at '${settings.key}.canary': "${canary}" is no path below the share`,
      );
    }
    return new FileShareSource(settings, { path: share, canary });
  },
};
