import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from '@cdktf/hcl2json';
import { terraformRoot } from '../drTwin/render';
import type { ChangeUnderCheck, CheckFinding } from './check';

const run = promisify(execFile);

type Parsed = {
  variable?: Record<string, Array<{ default?: unknown }>>;
};

/** Every `.tf` file parses, by HashiCorp's own parser. */
export async function checkSyntax({
  files,
}: ChangeUnderCheck): Promise<CheckFinding> {
  const check = 'Terraform parses';
  let count = 0;
  for (const [file, text] of files) {
    if (!file.endsWith('.tf')) continue;
    count += 1;
    try {
      await parse(file, text);
    } catch (error) {
      return {
        check,
        outcome: 'failed',
        detail: String((error as Error).message ?? error),
      };
    }
  }
  return { check, outcome: 'passed', detail: `${count} files` };
}

/** What the values file says and what the root module asks for are the same. */
export async function checkVariables({
  files,
  plan,
}: ChangeUnderCheck): Promise<CheckFinding> {
  const check = 'Variables are complete';
  const root = terraformRoot(plan);
  const declared = new Map<string, boolean>();
  for (const [file, text] of files) {
    if (path.posix.dirname(file) !== root || !file.endsWith('.tf')) continue;
    const parsed = (await parse(file, text)) as Parsed;
    for (const [name, [block]] of Object.entries(parsed.variable ?? {})) {
      declared.set(name, 'default' in block);
    }
  }
  const values = Object.keys(
    JSON.parse(files.get(`${root}/terraform.tfvars.json`) ?? '{}'),
  );
  const missing = [...declared]
    .filter(([name, hasDefault]) => !hasDefault && !values.includes(name))
    .map(([name]) => name);
  const unknown = values.filter(name => !declared.has(name));
  if (missing.length > 0 || unknown.length > 0 || declared.size === 0) {
    const parts = [
      declared.size === 0 ? `${root} declares no variable` : '',
      missing.length > 0 ? `no value for ${missing.join(', ')}` : '',
      unknown.length > 0 ? `no variable ${unknown.join(', ')}` : '',
    ].filter(Boolean);
    return {
      check,
      outcome: 'failed',
      detail: `${root}/terraform.tfvars.json: ${parts.join('; ')}`,
    };
  }
  return { check, outcome: 'passed', detail: `${declared.size} variables` };
}

/** `terraform fmt`, where Terraform is at hand. */
export async function checkFormat({
  dir,
}: ChangeUnderCheck): Promise<CheckFinding> {
  const check = 'Terraform is formatted';
  try {
    await run(
      'terraform',
      ['fmt', '-check', '-recursive', '-list=true', 'terraform'],
      {
        cwd: dir,
        timeout: 30_000,
      },
    );
    return { check, outcome: 'passed', detail: '`terraform fmt -check`' };
  } catch (error) {
    const { code, stdout, message } = error as Error & {
      code?: string | number;
      stdout?: string;
    };
    if (code === 'ENOENT') {
      return {
        check,
        outcome: 'not-checked',
        detail: 'Terraform is not installed where the portal runs',
      };
    }
    return {
      check,
      outcome: 'failed',
      detail: (stdout || message).trim().split('\n').join(', '),
    };
  }
}
