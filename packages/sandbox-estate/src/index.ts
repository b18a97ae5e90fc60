export { startSandbox } from './sandbox';
export type { Sandbox, SandboxOptions } from './sandbox';
export { PART_NAMES } from './parts';
export type { PartName } from './parts';
export * from './model';
export type * from './part';
