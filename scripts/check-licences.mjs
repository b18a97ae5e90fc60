// Every package that ships with the portal must have a licence that goes
// together with Apache-2.0. Reads the installed manifests of the workspaces'
// production dependencies, transitively.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, root } from './setup/paths.mjs';

const COMPATIBLE =
  /^(0BSD|Apache-2\.0|Apache 2\.0|Apache License, Version 2\.0|Apache\*?|BlueOak-1\.0\.0|BSD|BSD\*|BSD-2-Clause|BSD-3-Clause|Artistic-2\.0|CC-BY-3\.0|CC-BY-4\.0|CC0-1\.0|EPL-2\.0|ISC|MIT|MIT-0|MIT\*|MPL-2\.0|PostgreSQL|Python-2\.0|The MIT License|Unlicense|Unlicensed-by-choice|UNLICENSE|WTFPL|Zlib|Public Domain|W3C|W3C-20150513)$/i;

/** Packages whose manifest says nothing usable; each looked at by a person. */
const LOOKED_AT = new Map([
  [
    '@isomorphic-git/pgp-plugin',
    'LGPL-3.0: used unmodified as a library, through the scaffolder',
  ],
  [
    '@remixicon/react',
    'Remix Icon License: free to use and ship in a product, not to resell as icons',
  ],
  ['fast-shallow-equal', 'Unlicense, in its LICENSE file'],
  ['pause', 'MIT, in its README'],
  ['pause-stream', 'MIT and Apache-2.0, in its LICENSE file'],
  ['react-universal-interface', 'Unlicense, in its LICENSE file'],
  ['rollup-plugin-dts', 'LGPL-3.0: a build tool, nothing of it ships'],
  ['tosource', 'Zlib, in its LICENSE file'],
  ['valid-url', 'MIT, in its LICENSE file'],
]);

function find(name, from) {
  let folder = from;
  for (;;) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (folder === root || path.dirname(folder) === folder) return undefined;
    folder = path.dirname(folder);
  }
}

const seen = new Map();
function visit(folder) {
  if (seen.has(folder)) return;
  const manifest = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  seen.set(folder, manifest);
  for (const name of Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
  })) {
    const target = find(name, folder);
    if (target) visit(target);
  }
}

for (const group of ['packages', 'plugins', 'docs/examples']) {
  for (const name of readdirSync(fromRoot(group))) {
    if (existsSync(fromRoot(group, name, 'package.json')))
      visit(fromRoot(group, name));
  }
}

/** `(MIT OR GPL-2.0)` is fine when one side is; `AND` needs both. */
function isCompatible(licence) {
  const text = licence.replace(/^\(|\)$/g, '').trim();
  if (/\bOR\b/i.test(text)) return text.split(/\bOR\b/i).some(isCompatible);
  if (/\bAND\b/i.test(text)) return text.split(/\bAND\b/i).every(isCompatible);
  return COMPATIBLE.test(text.replace(/[()]/g, '').trim());
}

function licenceOf({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  if (Array.isArray(licenses))
    return licenses.map(({ type }) => type ?? '').join(' OR ');
  return 'none stated';
}

const problems = new Set();
for (const [folder, manifest] of seen) {
  const licence = licenceOf(manifest);
  if (!isCompatible(licence) && !LOOKED_AT.has(manifest.name)) {
    problems.add(
      `${manifest.name}@${manifest.version}: ${licence} (${path.relative(
        root,
        folder,
      )})`,
    );
  }
}
for (const problem of [...problems].sort()) console.error(problem);
console.log(
  problems.size === 0
    ? `The licences of ${seen.size} packages go together with Apache-2.0.`
    : `${problems.size} packages need a look.`,
);
process.exitCode = problems.size === 0 ? 0 : 1;
