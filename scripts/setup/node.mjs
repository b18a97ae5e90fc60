import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PlainError } from './progress.mjs';
import { toolchain } from './paths.mjs';

/** Majors that Backstage 1.55 supports. */
const SUPPORTED = [22, 24];
const MINIMUM_TO_BOOTSTRAP = 20;
const VERSION = '24.21.0';

const major = version => Number(version.replace(/^v/, '').split('.')[0]);

/**
 * Path of a Node that Backstage supports: the running one where it is, else
 * one that npm installs beside the project (the `node-<os>-<arch>` packages
 * carry the binary itself, so that no install script has to run).
 */
export function ensureNode() {
  const running = major(process.version);
  if (SUPPORTED.includes(running)) {
    return process.execPath;
  }
  if (running < MINIMUM_TO_BOOTSTRAP) {
    throw new PlainError(
      `Node ${process.version} is too old: install Node 20, 22 or 24.`,
    );
  }
  const name = `node-${process.platform}-${process.arch}`;
  const binary = path.join(toolchain, 'node_modules', name, 'bin/node');
  if (!existsSync(binary)) {
    const spec = `${name}@${VERSION}`;
    const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
      ? [process.execPath, [process.env.npm_execpath]]
      : ['npm', []];
    const result = spawnSync(
      npm[0],
      [
        ...npm[1],
        'install',
        '--prefix',
        toolchain,
        '--no-save',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        spec,
      ],
      { encoding: 'utf8' },
    );
    if (result.status !== 0 || !existsSync(binary)) {
      const reason = (result.stderr || result.error?.message || '')
        .trim()
        .split('\n')
        .slice(-3)
        .join(' ');
      throw new PlainError(
        `Node ${
          process.version
        } runs here, Backstage needs 22 or 24, and npm could not install ${spec}: ${
          reason || 'no reason given'
        }. Install Node 24 yourself, or give npm access to its registry.`,
      );
    }
  }
  return binary;
}

/**
 * Environment for children: the chosen Node first on the PATH, so that
 * whatever they start uses it as well.
 */
export function nodeEnvironment(node) {
  return {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
  };
}
