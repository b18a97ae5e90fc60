/* eslint-disable @typescript-eslint/no-require-imports */
import type { SandboxPart } from './part';

// Each part is loaded only when it is asked for: some bring whole client
// libraries. (By require: an import() of CommonJS hides the named exports.)
// They start in this order: first those that others see through the model.
const LOADERS = {
  postgresql: () =>
    (require('./postgresql') as typeof import('./postgresql')).postgresqlPart,
  application: () =>
    (require('./application') as typeof import('./application'))
      .applicationPart,
  kubernetes: () =>
    (require('./kubernetes') as typeof import('./kubernetes')).kubernetesPart,
  aws: () => (require('./aws') as typeof import('./aws')).awsPart,
  git: () => (require('./git') as typeof import('./git')).gitPart,
  redis: () => (require('./redis') as typeof import('./redis')).redisPart,
  network: () =>
    (require('./network') as typeof import('./network')).networkPart,
  security: () =>
    (require('./security') as typeof import('./security')).securityPart,
  storage: () =>
    (require('./storage') as typeof import('./storage')).storagePart,
  delivery: () =>
    (require('./delivery') as typeof import('./delivery')).deliveryPart,
  observability: () =>
    (require('./observability') as typeof import('./observability'))
      .observabilityPart,
} satisfies Record<string, () => SandboxPart>;

export type PartName = keyof typeof LOADERS;

export const PART_NAMES = Object.keys(LOADERS) as PartName[];

export const loadPart = (name: PartName): SandboxPart => LOADERS[name]();
