import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SandboxPart } from './part';

/**
 * The parts by name, in the order in which they start: first those that others
 * see through the model.
 */
export const PART_NAMES = [
  'postgresql',
  'application',
  'kubernetes',
  'aws',
  'git',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** Loads a part only when it is asked for: some bring whole client libraries. */
export function loadPart(name: PartName): SandboxPart | undefined {
  const folder = path.join(__dirname, name);
  const present = ['index.ts', 'index.js'].some(file =>
    existsSync(path.join(folder, file)),
  );
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return present ? require(folder)[`${name}Part`] : undefined;
}
