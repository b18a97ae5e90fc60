// The dependency rule of the house (docs/developer/architecture.md), on the
// manifests of the workspaces. The linter makes the manifests tell the truth:
// no import without a declared dependency, none by a relative path into
// another workspace.
import { readdirSync, readFileSync } from 'node:fs';
import { fromRoot } from './setup/paths.mjs';

/** What a workspace may depend on, by what it is. */
const RULES = [
  { is: /-common$/, may: [/-common$/] },
  { is: /-node$/, may: [/-common$/] },
  { is: /-react$/, may: [/-common$/] },
  { is: /-backend(-module-.+)?$/, may: [/-common$/, /-node$/] },
  // A frontend plugin; hybrid-infra and dr-status are the frontends.
  { is: /plugin-[a-z-]+$/, may: [/-common$/, /-react$/] },
];

function workspaces(group) {
  return readdirSync(fromRoot(group)).flatMap(folder => {
    try {
      const file = fromRoot(group, folder, 'package.json');
      return [{ group, folder, ...JSON.parse(readFileSync(file, 'utf8')) }];
    } catch {
      return [];
    }
  });
}

const plugins = workspaces('plugins');
const packages = workspaces('packages');
const names = new Map(
  [...plugins, ...packages].map(workspace => [workspace.name, workspace]),
);
const problems = [];

for (const plugin of plugins) {
  const rule = RULES.find(({ is }) => is.test(plugin.name));
  const wanted = {
    ...plugin.dependencies,
    ...plugin.devDependencies,
    ...plugin.peerDependencies,
    ...plugin.optionalDependencies,
  };
  for (const dependency of Object.keys(wanted)) {
    const target = names.get(dependency);
    if (!target) continue;
    if (target.group === 'packages') {
      problems.push(
        `plugins/${plugin.folder} depends on packages/${target.folder}: nothing in plugins/ may.`,
      );
    } else if (!rule.may.some(allowed => allowed.test(dependency))) {
      problems.push(
        `plugins/${plugin.folder} depends on ${dependency}, which its kind may not.`,
      );
    }
  }
}

for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0
    ? `Dependency rule holds over ${plugins.length} plugins.`
    : `${problems.length} breaches of the dependency rule.`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
