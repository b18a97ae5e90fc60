import { spawnSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import ts from 'typescript';
import { fromRoot } from '../setup/paths.mjs';

/*
 * Writes the API reports of the published packages, or with --ci compares them
 * with what is checked in. Reads the declarations that tsc left in dist-types.
 */

/**
 * Messages that are no reason to fail:
 * - members whose name and type say it all need no sentence; what is exported
 *   by name has one
 * - declarations of workspace packages are read from their sources, as the
 *   tool arranges it
 */
const OMITTED_MESSAGES = ['ae-undocumented', 'ae-wrong-input-file-type'];

/** The text of a node with the members of every union in it in order. */
function withUnionsSorted(node, source) {
  if (ts.isUnionTypeNode(node)) {
    return node.types
      .map(type => withUnionsSorted(type, source).trim())
      .sort()
      .join(' | ');
  }
  const start = node.getFullStart();
  let text = source.text.slice(start, node.end);
  const edits = [];
  const visit = child => {
    if (ts.isUnionTypeNode(child)) {
      edits.push(child);
    } else {
      ts.forEachChild(child, visit);
    }
  };
  ts.forEachChild(node, visit);
  edits.sort((a, b) => b.pos - a.pos);
  for (const union of edits) {
    text =
      text.slice(0, union.getStart(source) - start) +
      withUnionsSorted(union, source) +
      text.slice(union.end - start);
  }
  return text;
}

/**
 * The compiler writes the members of an inferred union in the order in which
 * it met them anywhere in the repository. A report must not change with code
 * that has nothing to do with it, so they are put in order first.
 */
async function sortUnions() {
  const declarations = fromRoot('dist-types/plugins');
  for (const file of await readdir(declarations, { recursive: true })) {
    if (!file.endsWith('.d.ts')) {
      continue;
    }
    const path = fromRoot('dist-types/plugins', file);
    const text = await readFile(path, 'utf8');
    const source = ts.createSourceFile(
      path,
      text,
      ts.ScriptTarget.Latest,
      true,
    );
    const sorted = withUnionsSorted(source, source);
    if (sorted !== text) {
      await writeFile(path, sorted);
    }
  }
}

await sortUnions();
const { status } = spawnSync(
  process.execPath,
  [
    fromRoot('node_modules/@backstage/repo-tools/bin/backstage-repo-tools'),
    'api-reports',
    '--omit-messages',
    OMITTED_MESSAGES.join(','),
    ...process.argv.slice(2),
  ],
  { cwd: fromRoot('.'), stdio: 'inherit' },
);
process.exitCode = status ?? 1;
