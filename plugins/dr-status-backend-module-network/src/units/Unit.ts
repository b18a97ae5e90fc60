import {
  HttpEndpoint,
  SourceFailure,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import type { UnitAccess } from './readUnits';
import { TokenSession, type Token } from './TokenSession';

export interface UnitOptions {
  access: UnitAccess;
  settings: SourceSettings;
  leastPrivilege: string;
  logIn(endpoint: HttpEndpoint, signal: AbortSignal): Promise<Token>;
}

/**
 * Asks one path of a unit, with its token.
 * @param absent - what a 404 says, where it is about the path alone
 */
export type AskUnit = (path: string, absent?: SourceFailure) => Promise<any>;

/** Share of the source's time that one request may take, so that a unit that hangs leaves time to hear the other. */
const SHARE_OF_TIME = 0.5;

/** One appliance of a pair: its interface and the session there. */
export class Unit {
  readonly name: string;
  readonly entityRef?: string;
  readonly endpoint: HttpEndpoint;
  readonly #session: TokenSession;

  constructor({ access, settings, leastPrivilege, logIn }: UnitOptions) {
    this.name = access.name;
    this.entityRef = access.entityRef;
    this.endpoint = new HttpEndpoint({
      name: `${settings.title} unit ${access.name}`,
      url: access.url,
      ca: access.ca,
      key: access.key,
      timeoutSeconds: settings.timeoutSeconds * SHARE_OF_TIME,
      leastPrivilege,
    });
    this.#session = new TokenSession(signal => logIn(this.endpoint, signal));
  }

  /** Runs requests within a session. */
  within<T>(
    context: SourceContext,
    work: (ask: AskUnit) => Promise<T>,
  ): Promise<T> {
    const { signal } = context;
    return this.#session.with(context, headers =>
      work(async (path, absent) => {
        const answer = await this.endpoint.get(path, {
          signal,
          headers,
          ...(absent && { accept: [200, 404] }),
        });
        if (absent && answer.status === 404) {
          throw absent;
        }
        return this.endpoint.parse(answer);
      }),
    );
  }

  close(): Promise<void> {
    return this.endpoint.close();
  }
}

export type UnitAnswer<T> =
  | { unit: Unit; value: T }
  | { unit: Unit; failure: SourceFailure };

/**
 * Asks all units at once. A unit that does not answer is a finding while
 * another does; where none does, nothing can be said.
 */
export async function askAll<T>(
  units: Unit[],
  ask: (unit: Unit) => Promise<T>,
): Promise<UnitAnswer<T>[]> {
  const answers = await Promise.all(
    units.map(async (unit): Promise<UnitAnswer<T>> => {
      try {
        return { unit, value: await ask(unit) };
      } catch (error) {
        if (!(error instanceof SourceFailure)) {
          throw error;
        }
        return { unit, failure: error };
      }
    }),
  );
  const [first] = answers;
  if (answers.every(answer => 'failure' in answer) && 'failure' in first) {
    throw first.failure;
  }
  return answers;
}
