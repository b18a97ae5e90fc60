import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import schema from './resilience.schema.json';

/** Where the block stands in an entity; every message begins with it. */
export const BLOCK_PATH = 'spec.resilience';

let compiled: ValidateFunction | undefined;

// Compiled on first use: a page that only reads the model's types never pays.
function validator(): ValidateFunction {
  compiled ??= new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    // draft-07 ignores what stands beside a $ref; only descriptions do here.
    strictSchema: true,
  }).compile(schema);
  return compiled;
}

/** `/replicates/0/to` as a reader of YAML would write it. */
function pathOf(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .reduce(
      (path, part) =>
        /^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`,
      BLOCK_PATH,
    );
}

function show(value: unknown): string {
  const text =
    typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? 'null';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Levenshtein distance, for proposals on misspelt words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length];
}

function proposal(word: unknown, known: readonly string[]): string {
  if (typeof word !== 'string') {
    return '';
  }
  const [best] = known
    .map(candidate => ({
      candidate,
      away: distance(
        word.toLocaleLowerCase('en-US'),
        candidate.toLocaleLowerCase('en-US'),
      ),
    }))
    .sort((a, b) => a.away - b.away);
  return best && best.away <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? `; did you mean ${best.candidate}`
    : '';
}

const A_TYPE: Record<string, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
};

const COMPARISON: Record<string, string> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
};

function messageOf(error: ErrorObject): string {
  const path = pathOf(error.instancePath);
  const { params, data } = error;
  switch (error.keyword) {
    case 'required': {
      const field = params.missingProperty as string;
      const properties = error.parentSchema?.properties as
        | Record<string, { description?: string }>
        | undefined;
      const meaning = properties?.[field]?.description;
      return `${path}.${field} is missing${
        meaning ? `; expected: ${meaning.replace(/\.$/, '')}` : ''
      }`;
    }
    case 'additionalProperties': {
      const field = params.additionalProperty as string;
      const known = Object.keys(
        (error.parentSchema?.properties as object | undefined) ?? {},
      );
      return `${path}.${field} is not a known field${proposal(
        field,
        known,
      )}; expected one of ${known.join(', ')}`;
    }
    case 'enum': {
      const allowed = params.allowedValues as string[];
      return `${path}: ${show(data)} is not allowed${proposal(
        data,
        allowed,
      )}; expected one of ${allowed.join(', ')}`;
    }
    case 'type':
      return `${path}: expected ${
        A_TYPE[params.type as string] ?? params.type
      }, got ${show(data)}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `${path}: expected ${COMPARISON[params.comparison as string]} ${
        params.limit
      }, got ${show(data)}`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `${path} is empty; give it a value or leave it out`;
    default:
      return `${path} ${error.message}`;
  }
}

/**
 * What the JSON schema has against a block, one sentence each, in the order
 * of the block's paths.
 */
export function schemaProblems(block: unknown): string[] {
  const validate = validator();
  if (validate(block)) {
    return [];
  }
  return [...new Set((validate.errors ?? []).map(messageOf))];
}
