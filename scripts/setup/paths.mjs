import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);

export const yarn = path.join(root, '.yarn/releases/yarn-4.13.0.cjs');

/** What npm brings for this machine beyond the workspaces: a supported Node. */
export const toolchain = path.join(root, '.toolchain');

export const fromRoot = (...parts) => path.join(root, ...parts);
