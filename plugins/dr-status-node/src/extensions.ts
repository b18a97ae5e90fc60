import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Check } from './check';
import type { Source } from './source';

/** Takes the systems that are asked. @public */
export interface DrStatusSourcesExtensionPoint {
  addSource(...sources: Source[]): void;
  /** Reports a source that could not be built, so that it is shown and not lost. */
  addMisconfigured(source: {
    id: string;
    kind: string;
    title: string;
    entityRefs: string[];
    /** Names the configuration key to fix. */
    message: string;
  }): void;
}

/** Where modules register the systems that are asked. @public */
export const drStatusSourcesExtensionPoint =
  createExtensionPoint<DrStatusSourcesExtensionPoint>({
    id: 'dr-status.sources',
  });

/** Takes the rules over what was observed. @public */
export interface DrStatusChecksExtensionPoint {
  addCheck(...checks: Check[]): void;
}

/** Where modules register rules. @public */
export const drStatusChecksExtensionPoint =
  createExtensionPoint<DrStatusChecksExtensionPoint>({
    id: 'dr-status.checks',
  });
