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

function isThere(module: string): boolean {
  try {
    require.resolve(module);
    return true;
  } catch {
    return false;
  }
}

/** Loads a part only when it is asked for: some bring whole client libraries. */
export function loadPart(name: PartName): SandboxPart | undefined {
  const module = `./${name}`;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return isThere(module) ? require(module)[`${name}Part`] : undefined;
}
