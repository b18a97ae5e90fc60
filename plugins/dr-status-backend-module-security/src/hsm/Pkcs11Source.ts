import {
  abortAfter,
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { runChild, type ChildResult, type ChildRun } from '../child/runChild';
import { conditionOf, parseTokens } from './tokens';
import { UNITS, type HsmUnit } from './signals';

export const PKCS11_GRANT =
  'The client of the HSM registered at the portal’s machine; no PIN: slots, token flags and random bytes need no login.';

export interface Pkcs11Options {
  /** The vendor's library. */
  module: string;
  /** OpenSC's pkcs11-tool. */
  tool: string;
  /** Labels of the tokens that must be there, one for each unit. */
  tokens: string[];
  /** What the library needs to find its configuration. */
  environment: Record<string, string>;
}

/**
 * Tokens of HSMs, by the interface that all of them speak: PKCS#11. The
 * vendor's library runs in a process of its own, pkcs11-tool, so that its
 * hanging or crashing leaves the portal alone.
 */
export class Pkcs11Source extends ConfiguredSource {
  readonly leastPrivilege = PKCS11_GRANT;
  readonly #options: Pkcs11Options;
  readonly #key: string;
  #runs: ChildRun[] = [];

  constructor(settings: SourceSettings, options: Pkcs11Options) {
    super(settings);
    this.#options = options;
    this.#key = `${settings.key}.pkcs11`;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    this.#runs = this.#runs.filter(run => run.hangs());
    // What hangs is waited for, and not joined by more.
    if (this.#runs.length > 0) {
      throw this.#hung();
    }
    const limit = AbortSignal.any([
      signal,
      abortAfter(this.timeoutSeconds * 0.9),
    ]);
    const { tokens } = this.#options;
    const listing = await this.#run(['--list-token-slots'], limit);
    const found = listing.code === 0 ? parseTokens(listing.stdout) : undefined;
    if (!found) {
      throw this.#unusable(listing);
    }
    const units = await Promise.all(
      tokens.map(async (label): Promise<HsmUnit> => {
        const token = found.find(each => each.label === label);
        if (!token) {
          return {
            name: label,
            state: 'down',
            error: `No slot has a token called ${label}.`,
          };
        }
        const condition = conditionOf(token);
        return condition === 'Operational'
          ? this.#tryUnit(label, limit)
          : { name: label, state: 'answers', condition };
      }),
    );
    return [{ entityRef: this.entityRefs[0], signal: UNITS, value: { units } }];
  }

  /** A token may be listed from memory: random bytes come from the unit itself. */
  async #tryUnit(label: string, limit: AbortSignal): Promise<HsmUnit> {
    const { code } = await this.#run(
      ['--token-label', label, '--generate-random', '8'],
      limit,
    );
    return code === 0
      ? { name: label, state: 'answers', condition: 'Operational' }
      : {
          name: label,
          state: 'down',
          error: `The token ${label} gives no random bytes.`,
        };
  }

  async #run(args: string[], signal: AbortSignal): Promise<ChildResult> {
    const { tool, module, environment } = this.#options;
    const run = runChild(tool, ['--module', module, ...args], {
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...environment },
      signal,
    });
    this.#runs.push(run);
    const result = await run.done;
    if (!result) {
      throw this.#hung();
    }
    if (result.failedToStart !== undefined) {
      throw new SourceFailure(
        'misconfigured',
        `The program ${tool} cannot be started (${result.failedToStart}).`,
        `Install OpenSC (Debian: opensc), or correct ${this.#key}.tool.`,
      );
    }
    return result;
  }

  #hung(): SourceFailure {
    return new SourceFailure(
      'timed-out',
      `The HSM library did not answer within ${this.timeoutSeconds} s.`,
      'Check the units and the network to them: many libraries wait for one that is gone.',
    );
  }

  #unusable({ stderr }: ChildResult): SourceFailure {
    return /Failed to load pkcs11 module/i.test(stderr)
      ? new SourceFailure(
          'misconfigured',
          `The library ${this.#options.module} cannot be loaded.`,
          `Correct ${this.#key}.module, and what it needs in ${
            this.#key
          }.environment.`,
        )
      : new SourceFailure(
          'malformed',
          'The HSM library lists no slots.',
          `Run ${
            this.#options.tool
          } --list-token-slots as the portal’s user, with ${
            this.#key
          }.environment.`,
        );
  }
}
