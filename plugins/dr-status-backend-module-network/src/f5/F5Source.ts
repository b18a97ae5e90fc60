import {
  ConfiguredSource,
  SourceFailure,
  type HttpEndpoint,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import type { UnitAccess } from '../units/readUnits';
import { withUnits } from '../units/readUnits';
import { askAll, Unit, type AskUnit } from '../units/Unit';
import type { Token } from '../units/TokenSession';
import * as signals from './signals';

const LEAST_PRIVILEGE =
  'a user with the role guest on all partitions, asked through iControl REST (GET, and POST /mgmt/shared/authn/login)';

/** For how long a token holds where the unit does not say. */
const LIFETIME_SECONDS = 1200;
/** Words for a member that does not answer its monitor; with others, as `unknown`, nothing is known of it. */
const DOWN = ['offline', 'unavailable'];
/** Each pool is a request of its own. */
const MOST_POOLS = 50;

export interface F5Options {
  units: UnitAccess[];
  username: string;
  password: string;
  loginProvider: string;
  /** Full paths, `/Common/web`; all pools when absent. */
  pools?: string[];
}

type Entries = Record<string, any>;

/**
 * The entries of statistics. Their keys are URLs that begin with
 * `https://localhost/`, so only the values count.
 */
function entriesOf(answer: any): Entries[] {
  const entries = answer?.entries;
  return typeof entries === 'object' && entries !== null
    ? Object.values(entries).flatMap((each: any) =>
        each?.nestedStats?.entries ? [each.nestedStats.entries as Entries] : [],
      )
    : [];
}

const describe = (
  entries: Entries | undefined,
  name: string,
): string | null => {
  const text = entries?.[name]?.description;
  return typeof text === 'string' ? text : null;
};

/** Asks each unit of a BIG-IP pair what it is, and the active one for its pools. */
export class F5Source extends ConfiguredSource {
  readonly leastPrivilege = LEAST_PRIVILEGE;
  readonly #units: Unit[];
  readonly #key: string;
  readonly #pools?: string[];

  constructor(settings: SourceSettings, options: F5Options) {
    super(withUnits(settings, options.units));
    this.#key = settings.key;
    this.#pools = options.pools;
    const { username, password, loginProvider } = options;
    const logIn = async (
      endpoint: HttpEndpoint,
      signal: AbortSignal,
    ): Promise<Token> => {
      const { token } = endpoint.parse(
        await endpoint.post(
          '/mgmt/shared/authn/login',
          { username, password, loginProviderName: loginProvider },
          { signal },
        ),
      );
      if (typeof token?.token !== 'string') {
        throw endpoint.malformed('a log-in without a token');
      }
      return {
        headers: { 'x-f5-auth-token': token.token },
        lifetimeSeconds: Number(token.timeout) || LIFETIME_SECONDS,
      };
    };
    this.#units = options.units.map(
      access =>
        new Unit({ access, settings, leastPrivilege: LEAST_PRIVILEGE, logIn }),
    );
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    const [main] = this.entityRefs;
    const answers = await askAll(this.#units, unit =>
      unit.within(context, ask => this.#askUnit(unit, ask)),
    );
    const units = answers.map(
      (answer): signals.F5Unit => ({
        name: answer.unit.name,
        ...('value' in answer
          ? { ...answer.value, cause: null }
          : { failoverState: null, sync: null, cause: answer.failure.message }),
      }),
    );
    // Every unit has the pools; the active one is who uses them.
    const asked =
      answers.find(
        answer => 'value' in answer && answer.value.failoverState === 'ACTIVE',
      ) ?? answers.find(answer => 'value' in answer)!;
    return [
      { entityRef: main, signal: signals.F5_PAIR, value: { units } },
      {
        entityRef: main,
        signal: signals.F5_POOLS,
        value: {
          unit: asked.unit.name,
          pools: await asked.unit.within(context, ask =>
            this.#askPools(asked.unit, ask),
          ),
        },
      },
      ...answers.flatMap(({ unit: { entityRef } }, index) =>
        entityRef
          ? [{ entityRef, signal: signals.F5_UNIT, value: units[index] }]
          : [],
      ),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.#units.map(unit => unit.close()));
  }

  async #askUnit(unit: Unit, ask: AskUnit) {
    const [failover] = entriesOf(await ask('/mgmt/tm/cm/failover-status'));
    const failoverState = describe(failover, 'status');
    if (failoverState === null) {
      throw unit.endpoint.malformed('without its fail-over status');
    }
    const [sync] = entriesOf(await ask('/mgmt/tm/cm/sync-status'));
    const status = describe(sync, 'status');
    if (status === null) {
      throw unit.endpoint.malformed('without its sync status');
    }
    return {
      failoverState: failoverState.toUpperCase(),
      sync: {
        status,
        color: describe(sync, 'color') ?? '',
        mode: describe(sync, 'mode') ?? '',
      },
    };
  }

  async #askPools(unit: Unit, ask: AskUnit): Promise<signals.F5Pool[]> {
    const names = this.#pools ?? (await this.#listPools(unit, ask));
    if (names.length > MOST_POOLS) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has ${names.length} pools, more than the ${MOST_POOLS} that are watched unasked.`,
        `Name those that matter at ${this.#key}.pools.`,
      );
    }
    const pools: signals.F5Pool[] = [];
    for (const [index, name] of names.entries()) {
      const path = encodeURIComponent(name.replace(/\//g, '~'));
      const answer = await ask(
        `/mgmt/tm/ltm/pool/${path}/members/stats`,
        new SourceFailure(
          'misconfigured',
          `${this.title} has no pool ${name}, or hides it.`,
          `Correct ${this.#key}.pools[${index}], or grant ${LEAST_PRIVILEGE}.`,
        ),
      );
      const members = entriesOf(answer);
      const states = members.map(member => ({
        availability: describe(member, 'status.availabilityState'),
        enabled: describe(member, 'status.enabledState'),
      }));
      if (
        members.length !== Object.keys(answer.entries ?? {}).length ||
        states.some(state => !state.availability || !state.enabled)
      ) {
        throw unit.endpoint.malformed(
          `without the state of the members of ${name}`,
        );
      }
      pools.push({
        name,
        members: members.length,
        available: states.filter(
          ({ availability, enabled }) =>
            availability === 'available' && enabled === 'enabled',
        ).length,
        untold: states.filter(
          ({ availability, enabled }) =>
            enabled === 'enabled' &&
            availability !== 'available' &&
            !DOWN.includes(availability!),
        ).length,
      });
    }
    return pools;
  }

  async #listPools(unit: Unit, ask: AskUnit): Promise<string[]> {
    const { items, kind } = await ask('/mgmt/tm/ltm/pool?$select=fullPath');
    // Without any pool, the list is left out.
    if (items === undefined && /poolcollectionstate$/.test(String(kind))) {
      return [];
    }
    if (
      !Array.isArray(items) ||
      items.some(each => typeof each?.fullPath !== 'string')
    ) {
      throw unit.endpoint.malformed('without a list of pools');
    }
    return items.map(({ fullPath }) => fullPath);
  }
}
