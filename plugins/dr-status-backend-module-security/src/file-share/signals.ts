/** Names and shapes of what the file share source reports. */

export const FILE_SHARE = 'storage.fileShare';

export interface FileShareValue {
  totalBytes: number;
  /** What who is not root may still write. */
  availableBytes: number;
  /** Places for files; 0 where the file system does not count them. */
  totalFiles: number;
  availableFiles: number;
  canary: FileShareCanary;
}

/** The file that somebody else writes again and again, as the portal reads it. */
export type FileShareCanary =
  | { state: 'missing' }
  /** It is there, but what it says is no time. */
  | { state: 'garbled' }
  | { state: 'read'; writtenAt: string };
