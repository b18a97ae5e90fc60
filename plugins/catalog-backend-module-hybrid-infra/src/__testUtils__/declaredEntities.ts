import { readFileSync, readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';

/** The catalog of this repository. */
export const CATALOG_FOLDER = resolve(__dirname, '../../../../catalog');
export const ENTRY_POINT = resolve(CATALOG_FOLDER, 'all.yaml');

export function readEntities(file: string): Entity[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map(document => {
    if (document.errors.length > 0) {
      throw new Error(`${file}: ${document.errors[0].message}`);
    }
    return document.toJS() as Entity;
  });
}

/** Files that the entry point names, in full. */
export function targetsOf(file: string): string[] {
  return readEntities(file).flatMap(({ spec }) =>
    ((spec?.targets ?? []) as string[]).map(target =>
      resolve(dirname(file), target),
    ),
  );
}

/** Everything that the portal ingests, following the entry point. */
export function declaredEntities(): Entity[] {
  return [
    ...readEntities(ENTRY_POINT),
    ...targetsOf(ENTRY_POINT).flatMap(readEntities),
  ];
}

/** Files of the catalog folder that hold entities, templates' contents apart. */
export function catalogFiles(): string[] {
  return readdirSync(CATALOG_FOLDER, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.yaml'))
    .map(entry => resolve(entry.parentPath, entry.name))
    .filter(
      file =>
        !relative(CATALOG_FOLDER, file).startsWith('templates/') &&
        file !== ENTRY_POINT,
    );
}
