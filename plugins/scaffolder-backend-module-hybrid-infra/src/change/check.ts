import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DrTwinPlan } from '../drTwin/plan';

/** What one check found. */
export interface CheckFinding {
  check: string;
  /** `not-checked` when the tool for it is not at hand: never counted as passed. */
  outcome: 'passed' | 'failed' | 'not-checked';
  detail: string;
}

/** The files that the checks look at, by path in the repository. */
export type ChangeFiles = Map<string, string>;

export interface ChangeUnderCheck {
  /** Folder of the checkout. */
  dir: string;
  plan: DrTwinPlan;
  files: ChangeFiles;
}

const TEXT = /\.(tf|json|yaml|yml|md)$/;

/** Reads the text files of a checkout. */
export async function readChange(dir: string): Promise<ChangeFiles> {
  const files: ChangeFiles = new Map();
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.relative(dir, path.join(entry.parentPath, entry.name));
    if (!entry.isFile() || file.startsWith('.git/') || !TEXT.test(file))
      continue;
    files.set(
      file.split(path.sep).join('/'),
      await readFile(path.join(dir, file), 'utf8'),
    );
  }
  return files;
}
