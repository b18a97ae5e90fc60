import { runChild } from '../child/runChild';

/**
 * What the child does. It is a process of its own because calls to a network
 * file system can hang for good, each holding one of the few threads that
 * Node has for files, names and cryptography; and it is plain text, so that it
 * runs without the code of the portal.
 */
const LOOK = `
const { promises: fs } = require('node:fs');
const [share, canary] = process.argv.slice(1);
const MOST_BYTES = 256;
async function readCanary() {
  let file;
  try {
    file = await fs.open(require('node:path').join(share, canary), 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
async function look() {
  if (!(await fs.stat(share)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  const { bsize, blocks, bavail, files, ffree } = await fs.statfs(share);
  return { bsize, blocks, bavail, files, ffree, canary: await readCanary() };
}
look().then(
  found => process.stdout.write(JSON.stringify(found)),
  error => process.stdout.write(JSON.stringify({ code: String(error.code) })),
);
`;

/** What was found, or the code of the error. */
export type Looked =
  | { code: string }
  | {
      bsize: number;
      blocks: number;
      bavail: number;
      files: number;
      ffree: number;
      /** The beginning of the canary's content; null when there is none. */
      canary: string | null;
    };

/** A look that is under way. */
export interface Look {
  /** Undefined when the child was ended before it had found anything. */
  found: Promise<Looked | undefined>;
  /** Whether its process is still there: a hung call cannot be ended. */
  hangs(): boolean;
}

/** Looks at a share; ended when the signal is aborted. */
export function lookAt(
  share: string,
  canary: string,
  signal: AbortSignal,
): Look {
  const { done, hangs } = runChild(
    process.execPath,
    ['-e', LOOK, share, canary],
    { env: {}, signal },
  );
  const found = done.then(result => {
    try {
      return JSON.parse(result?.stdout ?? '') as Looked;
    } catch {
      return undefined;
    }
  });
  return { found, hangs };
}
