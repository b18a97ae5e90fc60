import {
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { readDatabaseSize } from './databaseSize';
import { toSourceFailure } from './failures';
import { readLogicalHop } from './logicalHop';
import { contactAt, toObservations, type ServerState } from './observations';
import {
  heartbeatQuery,
  STATE_QUERY,
  SUBSCRIPTION_ERRORS_QUERY,
} from './queries';
import { Session, type ConnectionSettings } from './session';
import { SlowReadings } from './SlowReadings';

export interface PostgresqlSourceOptions extends SourceSettings {
  connection: ConnectionSettings;
  /** Quoted name of the heartbeat's table, if the server carries one. */
  heartbeatTable?: string;
}

/** Codes that say the heartbeat is not there for us: no table, schema, column or grant. */
const NO_HEARTBEAT = ['42P01', '3F000', '42703', '42501'];

/**
 * Asks one PostgreSQL server over one connection that is kept. A connection
 * that was lost since the last attempt is opened anew within the same attempt,
 * so that a restarted server is no failure and a dead one is found at once.
 */
export class PostgresqlSource extends ConfiguredSource {
  readonly leastPrivilege =
    'A role with LOGIN and pg_monitor, USAGE and SELECT on the heartbeat table, and SELECT on the sequences of tables that are copied logically. No superuser, no replication, no write.';
  readonly #options: PostgresqlSourceOptions;
  readonly #address: string;
  readonly #logicalHop = new SlowReadings(20, readLogicalHop);
  readonly #databaseSize = new SlowReadings(30, readDatabaseSize);
  #session?: Session;
  #lastContactAt?: number;

  constructor(options: PostgresqlSourceOptions) {
    super(options);
    const { connection } = options;
    this.#options = options;
    this.#address = `${connection.host}:${connection.port}/${connection.database}`;
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    const giveUp = () => this.#drop();
    context.signal.addEventListener('abort', giveUp, { once: true });
    try {
      context.signal.throwIfAborted();
      const kept = this.#session && !this.#session.ended;
      try {
        return await this.#ask(context);
      } catch (error) {
        this.#drop();
        const lost =
          toSourceFailure(error, this.#address).kind === 'unreachable';
        if (!kept || !lost || context.signal.aborted) {
          throw error;
        }
        return await this.#ask(context);
      }
    } catch (error) {
      this.#drop();
      if (context.signal.aborted) {
        throw new SourceFailure(
          'timed-out',
          `${this.#address} did not answer within ${this.timeoutSeconds} s.`,
          'Check whether the server hangs or is overloaded, or whether something drops its packets.',
        );
      }
      throw toSourceFailure(error, this.#address);
    } finally {
      context.signal.removeEventListener('abort', giveUp);
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  async #ask(context: SourceContext): Promise<ObservationInput[]> {
    const session = await this.#connected(context);
    const askedAt = context.now();
    const results = await session.queryAll(STATE_QUERY);
    // Clocks are compared halfway between question and answer.
    const now = (askedAt + context.now()) / 2;
    const [server, senders, slots, standby, subscriptions, publications] =
      results.map(result => result.rows);
    if (!server?.[0] || !standby?.[0] || !publications) {
      throw new SourceFailure(
        'malformed',
        `${this.#address} answered with fewer results than it was asked for.`,
      );
    }
    const state: ServerState = {
      server: server[0],
      senders,
      slots,
      standby: standby[0],
      subscriptions,
      subscriptionErrors: await this.#subscriptionErrors(
        session,
        server[0].version,
        subscriptions.length,
      ),
      publications,
      heartbeat: await this.#heartbeat(session),
    };
    this.#lastContactAt = server[0].in_recovery
      ? contactAt(standby[0], now) ?? this.#lastContactAt
      : undefined;
    const [entityRef] = this.entityRefs;
    // A standby has the definitions of its primary, and no hop of its own.
    const takesPart =
      !server[0].in_recovery && subscriptions.length + publications.length > 0;
    return [
      ...toObservations(
        state,
        { now, lastContactAt: this.#lastContactAt },
        entityRef,
      ),
      ...(await this.#databaseSize.read(session, entityRef, now)),
      ...(takesPart
        ? await this.#logicalHop.read(session, entityRef, now)
        : []),
    ];
  }

  async #connected(context: SourceContext): Promise<Session> {
    if (this.#session && !this.#session.ended) {
      return this.#session;
    }
    this.#drop();
    context.signal.throwIfAborted();
    const session = Session.create(this.#options.connection, {
      timeoutMilliseconds: this.timeoutSeconds * 1000,
    });
    this.#session = session;
    await session.connect();
    return session;
  }

  async #subscriptionErrors(
    session: Session,
    version: string,
    subscriptions: number,
  ): Promise<Map<string, number>> {
    if (subscriptions === 0 || Number.parseInt(version, 10) < 15) {
      return new Map();
    }
    const { rows } = await session.query(SUBSCRIPTION_ERRORS_QUERY);
    return new Map(rows.map(row => [row.subname, row.errors]));
  }

  async #heartbeat(session: Session): Promise<ServerState['heartbeat']> {
    const { heartbeatTable } = this.#options;
    if (!heartbeatTable) {
      return undefined;
    }
    try {
      const { rows } = await session.query(heartbeatQuery(heartbeatTable));
      return rows[0] ?? { missing: `${heartbeatTable} has no row` };
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code && NO_HEARTBEAT.includes(code)) {
        return { missing: message };
      }
      throw error;
    }
  }

  #drop(): void {
    this.#session?.destroy();
    this.#session = undefined;
    this.#logicalHop.forget();
    this.#databaseSize.forget();
  }
}
