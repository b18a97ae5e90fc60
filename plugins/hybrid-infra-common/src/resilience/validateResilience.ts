import {
  DEFAULT_NAMESPACE,
  KubernetesValidatorFunctions,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { overlapsCidr, parseCidr, type Cidr } from '../cidr';
import type { Resilience } from '../estate';
import { BLOCK_PATH, schemaProblems } from './schemaProblems';

/**
 * Writes a ref of the block in full and in lower case. As elsewhere in the
 * catalog, kind and namespace may be left out: they are `resource` and the
 * namespace of the entity that refers.
 *
 * @throws Error that says what is expected
 * @public
 */
export function normaliseResilienceRef(
  ref: string,
  namespace: string = DEFAULT_NAMESPACE,
): string {
  const wrong = () =>
    new Error(
      `'${ref}' is not an entity reference; expected [kind:][namespace/]name, for example resource:aws-dr`,
    );
  let parsed;
  try {
    parsed = parseEntityRef(ref, {
      defaultKind: 'resource',
      defaultNamespace: namespace,
    });
  } catch {
    throw wrong();
  }
  if (
    !KubernetesValidatorFunctions.isValidKind(parsed.kind) ||
    !KubernetesValidatorFunctions.isValidNamespace(
      parsed.namespace.toLocaleLowerCase('en-US'),
    ) ||
    !KubernetesValidatorFunctions.isValidObjectName(parsed.name)
  ) {
    throw wrong();
  }
  return stringifyEntityRef(parsed);
}

function siteProblems(site: string): string[] {
  if (KubernetesValidatorFunctions.isValidObjectName(site)) {
    return [];
  }
  const name = site.split(/[:/]/).pop() ?? '';
  const hint =
    name !== site && KubernetesValidatorFunctions.isValidObjectName(name)
      ? `; did you mean ${name}`
      : '';
  return [
    `${BLOCK_PATH}.site: '${site}' is not the name of a site${hint}; expected a name such as aws-dr, or global, or bridge`,
  ];
}

function cidrProblems(cidrs: readonly string[]): string[] {
  const problems: string[] = [];
  const before: Array<{ index: number; cidr: Cidr }> = [];
  cidrs.forEach((text, index) => {
    const path = `${BLOCK_PATH}.cidrs[${index}]`;
    try {
      const cidr = parseCidr(text);
      const clash = before.find(other => overlapsCidr(other.cidr, cidr));
      if (clash) {
        problems.push(
          `${path}: '${text}' overlaps cidrs[${clash.index}] '${
            cidrs[clash.index]
          }'; expected blocks that are apart`,
        );
      }
      before.push({ index, cidr });
    } catch (error) {
      problems.push(`${path}: ${(error as Error).message}`);
    }
  });
  return problems;
}

/** Refs of one list or field: readable, none twice, none the entity itself. */
function refProblems(
  refs: ReadonlyArray<{ path: string; ref: string }>,
  self: { ref?: string; namespace?: string },
): string[] {
  const seen = new Map<string, string>();
  return refs.flatMap(({ path, ref }) => {
    const at = `${BLOCK_PATH}.${path}`;
    let full: string;
    try {
      full = normaliseResilienceRef(ref, self.namespace);
    } catch (error) {
      return [`${at}: ${(error as Error).message}`];
    }
    if (full === self.ref) {
      return [`${at}: '${ref}' is the entity itself; expected another entity`];
    }
    const first = seen.get(full);
    if (first) {
      return [`${at}: '${ref}' is already in ${first}; expected it once`];
    }
    seen.set(full, path);
    return [];
  });
}

/** What a schema cannot say; asked only of blocks that the schema accepts. */
function meaningProblems(
  block: Resilience,
  self: { ref?: string; namespace?: string },
): string[] {
  const list = (field: 'zones' | 'failsOverTo') =>
    refProblems(
      (block[field] ?? []).map((ref, i) => ({ path: `${field}[${i}]`, ref })),
      self,
    );
  const replicates = block.replicates ?? [];
  const { replicasMin, replicasMax } = block.sizing ?? {};
  return [
    ...siteProblems(block.site),
    ...list('zones'),
    ...refProblems(
      block.locatedIn ? [{ path: 'locatedIn', ref: block.locatedIn }] : [],
      self,
    ),
    ...refProblems(
      replicates.map(({ to }, i) => ({ path: `replicates[${i}].to`, ref: to })),
      self,
    ),
    ...replicates.flatMap(({ over }, i) =>
      refProblems(
        over ? [{ path: `replicates[${i}].over`, ref: over }] : [],
        self,
      ),
    ),
    ...list('failsOverTo'),
    ...cidrProblems(block.cidrs ?? []),
    ...(replicasMin !== undefined &&
    replicasMax !== undefined &&
    replicasMin > replicasMax
      ? [
          `${BLOCK_PATH}.sizing.replicasMin: ${replicasMin} is more than replicasMax ${replicasMax}; expected at most ${replicasMax}`,
        ]
      : []),
  ];
}

/**
 * Says what is wrong with a `spec.resilience` block: one sentence for each
 * problem, with its path and what is expected there. Empty when all is well.
 *
 * @param block - the value as it stands in the entity
 * @param self - full ref and namespace of the entity, so that refs to itself
 * are found
 * @public
 */
export function validateResilience(
  block: unknown,
  self: { ref?: string; namespace?: string } = {},
): string[] {
  const problems = schemaProblems(block);
  return problems.length > 0
    ? problems
    : meaningProblems(block as Resilience, self);
}
