import type { Config } from '@backstage/config';
import {
  HttpEndpoint,
  readHttpAccess,
  SourceFailure,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';

/** One of several machines that do the same work, each with its own interface. */
export interface Unit {
  name: string;
  endpoint: HttpEndpoint;
}

/** A unit that says nothing, and why: it is not there, or it cannot be understood. */
export type SilentUnit = {
  name: string;
  state: 'down' | 'unreadable';
  error: string;
};

/**
 * Reads a list of `{ name, url, ca }`.
 * @param list - key of the list below the item
 */
export function readUnits(
  settings: SourceSettings,
  item: Config,
  list: string,
  options: { title: string; leastPrivilege: string },
): Unit[] {
  const names = new Set<string>();
  return (item.getOptionalConfigArray(list) ?? []).map((unit, index) => {
    const key = `${settings.key}.${list}[${index}]`;
    const name = unit.getString('name');
    if (names.has(name)) {
      throw new Error(
        `Invalid value at '${key}.name': "${name}" is another one already`,
      );
    }
    names.add(name);
    const { url, ca } = readHttpAccess(unit, key);
    return {
      name,
      endpoint: new HttpEndpoint({
        name: `${options.title} ${name}`,
        url,
        ca,
        key,
        // One that is silent must not use up the time that the source has for all.
        timeoutSeconds: settings.timeoutSeconds * 0.9,
        leastPrivilege: options.leastPrivilege,
        maxBytes: 1 << 20,
      }),
    };
  });
}

export const isSilent = <T extends { state: string }>(
  unit: T | SilentUnit,
): unit is SilentUnit => unit.state === 'down' || unit.state === 'unreadable';

/** Turns what went wrong with one unit into what is said of it. */
export function silentUnit(name: string, failure: SourceFailure): SilentUnit {
  const gone = failure.kind === 'unreachable' || failure.kind === 'timed-out';
  return {
    name,
    state: gone ? 'down' : 'unreadable',
    error: failure.message,
  };
}

/**
 * Asks all units at once. One that does not answer is an answer too; when none
 * does, the failure is the source's: first what can be mended at the portal.
 */
export async function askUnits<T>(
  units: Array<{ name: string }>,
  ask: (index: number) => Promise<T>,
): Promise<Array<T | SilentUnit>> {
  const answers = await Promise.all(
    units.map(({ name }, index) =>
      ask(index).then(
        said => ({ said }),
        (failure: SourceFailure) => ({
          failure,
          said: silentUnit(name, failure),
        }),
      ),
    ),
  );
  const failures = answers.flatMap(each =>
    'failure' in each ? [each.failure] : [],
  );
  if (failures.length === units.length) {
    const order = [
      'unauthorized',
      'malformed',
      'failed',
      'throttled',
      'timed-out',
    ];
    throw (
      order
        .map(kind => failures.find(failure => failure.kind === kind))
        .find(Boolean) ?? failures[0]
    );
  }
  return answers.map(({ said }) => said);
}

export const isOrAre = (items: unknown[]) =>
  items.length === 1 ? 'is' : 'are';
