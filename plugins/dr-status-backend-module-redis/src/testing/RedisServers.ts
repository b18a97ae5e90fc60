import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, until } from '@twinshore/plugin-dr-status-node/testUtils';
import { Redis } from 'ioredis';

export const ADMIN_PASSWORD = 'administrator-of-a-test';
export const MONITOR = { username: 'twinshore', password: 'monitor-of-a-test' };
export const MASTER_NAME = 'mis';

export const redisInstalled =
  ['redis-server', 'redis-sentinel'].every(
    program => spawnSync(program, ['--version']).status === 0,
  ) && spawnSync('openssl', ['version']).status === 0;

/** One redis-server or redis-sentinel process. */
export class RedisProcess {
  readonly host = '127.0.0.1';
  #child?: ChildProcess;
  #client?: Redis;

  constructor(
    readonly port: number,
    readonly program: 'redis-server' | 'redis-sentinel',
    readonly configFile: string,
  ) {}

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** As the administrator. */
  get admin(): Redis {
    this.#client ??= new Redis({
      port: this.port,
      password: ADMIN_PASSWORD,
      maxRetriesPerRequest: 1,
    }).on('error', () => {});
    return this.#client;
  }

  async start(): Promise<void> {
    this.#child = spawn(this.program, [this.configFile], { stdio: 'ignore' });
    await until(`${this.program} at ${this.address}`, async () =>
      /PONG/.test(await this.admin.ping()),
    );
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  async kill(): Promise<void> {
    this.#client?.disconnect();
    this.#client = undefined;
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  }
}

/** Real servers for tests, on loopback, with their data in a temporary folder. */
export class RedisServers {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'dr-status-redis-'));
  readonly all: RedisProcess[] = [];

  async server(options: { replicaOf?: RedisProcess; lines?: string[] } = {}) {
    const { replicaOf, lines = [] } = options;
    return this.#start('redis-server', [
      'save ""',
      'repl-diskless-sync-delay 0',
      'maxmemory 64mb',
      `requirepass ${ADMIN_PASSWORD}`,
      `masterauth ${ADMIN_PASSWORD}`,
      // As the README of this module asks for it.
      `user ${MONITOR.username} on >${MONITOR.password} -@all +ping +info +role`,
      ...(replicaOf ? [`replicaof 127.0.0.1 ${replicaOf.port}`] : []),
      ...lines,
    ]);
  }

  /** Sentinels that know each other and the replicas from the start: to find them takes seconds. */
  async sentinels(
    count: number,
    master: RedisProcess,
    replicas: RedisProcess[],
  ): Promise<RedisProcess[]> {
    const ports = await Promise.all(Array.from({ length: count }, freePort));
    const idOf = (port: number) =>
      createHash('sha1').update(String(port)).digest('hex');
    return Promise.all(
      ports.map(port =>
        this.#start(
          'redis-sentinel',
          [
            `requirepass ${ADMIN_PASSWORD}`,
            `user ${MONITOR.username} on >${MONITOR.password} resetchannels &* -@all +ping +info +psubscribe +sentinel|master +sentinel|replicas +sentinel|ckquorum`,
            `sentinel sentinel-pass ${ADMIN_PASSWORD}`,
            `sentinel myid ${idOf(port)}`,
            `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} 2`,
            `sentinel down-after-milliseconds ${MASTER_NAME} 500`,
            `sentinel failover-timeout ${MASTER_NAME} 3000`,
            `sentinel auth-pass ${MASTER_NAME} ${ADMIN_PASSWORD}`,
            ...replicas.map(
              replica =>
                `sentinel known-replica ${MASTER_NAME} 127.0.0.1 ${replica.port}`,
            ),
            ...ports
              .filter(other => other !== port)
              .map(
                other =>
                  `sentinel known-sentinel ${MASTER_NAME} 127.0.0.1 ${other} ${idOf(
                    other,
                  )}`,
              ),
          ],
          port,
        ),
      ),
    );
  }

  async #start(
    program: RedisProcess['program'],
    lines: string[],
    given?: number,
  ) {
    const port = given ?? (await freePort());
    const file = path.join(this.#folder, `${port}.conf`);
    writeFileSync(
      file,
      [
        'bind 127.0.0.1',
        `port ${port}`,
        `dir ${this.#folder}`,
        `cluster-config-file ${port}.nodes`,
        `appendfilename "${port}.aof"`,
        `dbfilename ${port}.rdb`,
        ...lines,
        '',
      ]
        // Sentinel knows nothing of data files.
        .filter(
          line =>
            program === 'redis-server' ||
            !/^(appendf|dbfilename|cluster-)/.test(line),
        )
        .join('\n'),
    );
    const process = new RedisProcess(port, program, file);
    this.all.push(process);
    await process.start();
    return process;
  }

  /** A certificate for 127.0.0.1 that is its own authority, and a port for it. */
  async certificate() {
    const file = path.join(this.#folder, 'cert.pem');
    const keyFile = path.join(this.#folder, 'key.pem');
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec'],
      ...['-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', '/CN=redis'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', keyFile, '-out', file],
    ]);
    if (made.status !== 0) {
      throw new Error(`openssl: ${made.stderr}`);
    }
    const text = readFileSync(file, 'utf8');
    return { file, keyFile, text, port: await freePort() };
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map(each => each.kill()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
