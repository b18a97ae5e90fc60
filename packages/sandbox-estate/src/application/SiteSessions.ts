import { Redis, type RedisOptions } from 'ioredis';
import type { EstateModel, SessionLogin, SiteName } from '../model';

const TIME_TO_LIVE_SECONDS = 1800;
const PATIENCE_MS = 800;

const whereOf = (login: SessionLogin): RedisOptions =>
  'sentinels' in login
    ? {
        sentinels: login.sentinels,
        name: login.masterName,
        sentinelUsername: login.username,
        sentinelPassword: login.password,
      }
    : { host: login.host, port: login.port };

/** Sessions of the users of one site, in the site's Redis where there is one. */
export class SiteSessions {
  readonly #model: EstateModel;
  readonly #site: SiteName;
  #client?: Redis;
  #where = '';

  constructor(model: EstateModel, site: SiteName) {
    this.#model = model;
    this.#site = site;
  }

  /** Begins the session or keeps it for longer; throws when it cannot be kept. */
  async touch(id: string): Promise<void> {
    const login = this.#model.sessionLogin?.(this.#site);
    if (!login) return;
    const where = whereOf(login);
    // In the cloud the name of the store leads elsewhere after a fail-over.
    if (this.#where !== JSON.stringify(where)) {
      this.close();
      this.#where = JSON.stringify(where);
    }
    this.#client ??= new Redis({
      ...where,
      username: login.username,
      password: login.password,
      protocol: 2,
      connectTimeout: PATIENCE_MS,
      commandTimeout: PATIENCE_MS,
      maxRetriesPerRequest: 1,
      retryStrategy: attempt => Math.min(attempt * 100, 1000),
      enableReadyCheck: false,
      disableClientInfo: true,
    }).on('error', () => {});
    await this.#client.set(
      `session:${id}`,
      JSON.stringify({ site: this.#site, seenAt: new Date().toISOString() }),
      'EX',
      TIME_TO_LIVE_SECONDS,
    );
  }

  close(): void {
    this.#client?.disconnect();
    this.#client = undefined;
  }
}
