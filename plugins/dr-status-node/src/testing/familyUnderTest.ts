import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { addConfiguredSources, type SourceFamily } from '../configuredSources';
import type { ObservationInput, Source } from '../source';

const logger = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => logger,
} as LoggerService;

/**
 * The source that one configured item of a family becomes, or the message that
 * says what is wrong with it.
 * @public
 */
export function configuredSource(
  family: SourceFamily,
  item: JsonObject,
): Source | string {
  let result: Source | string = 'nothing';
  addConfiguredSources(
    new ConfigReader({ drStatus: { sources: { [family.family]: [item] } } }),
    {
      addSource: source => {
        result = source;
      },
      addMisconfigured: ({ message }) => {
        result = message;
      },
    },
    family,
  );
  return result;
}

/** The source of a configured item that is right. @public */
export function sourceOf(family: SourceFamily, item: JsonObject): Source {
  const source = configuredSource(family, item);
  if (typeof source === 'string') {
    throw new Error(source);
  }
  return source;
}

/** Asks a source once, as the collector does. @public */
export async function askOnce(
  source: Source,
  now: () => number = Date.now,
): Promise<ObservationInput[]> {
  if (!('observe' in source)) {
    throw new Error(`${source.id} is watched, not asked`);
  }
  return source.observe({
    signal: AbortSignal.timeout(source.timeoutSeconds * 1000),
    logger,
    now,
  });
}
