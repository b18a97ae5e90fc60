import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  askOnce,
  configuredSource,
  sourceOf,
  TEST_SECRET,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { networkFamily } from '../systems';

const PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
const hasSnmpd =
  spawnSync('snmpd', ['-v'], { env: { ...process.env, PATH } }).status === 0;
const describeWithSnmpd = hasSnmpd ? describe : describe.skip;
if (!hasSnmpd) {
  process.stderr.write('No snmpd on the path: its tests are skipped.\n');
}

const STATUS = '.1.3.6.1.4.1.9.9.147.1.2.1.1.1.3';
const basics = {
  name: 'on-prem',
  system: 'cisco-asa',
  entityRef: 'resource:default/wall',
  host: '127.0.0.1',
  timeout: 2,
  username: 'watcher',
  authKey: 'an-authentication-key',
  privKey: 'a-privacy-key-of-its-own',
};

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>(resolve => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>(resolve => {
    socket.close(() => resolve());
  });
  return port;
}

describeWithSnmpd('AsaSource asking net-snmp’s agent', () => {
  let folder: string;
  let agent: ChildProcess | undefined;
  let port: number;

  /** An agent that has the objects of an ASA, and answers. */
  async function startAgent(...overrides: string[]) {
    folder = await mkdtemp(path.join(tmpdir(), 'twinshore-snmpd-'));
    port = await freeUdpPort();
    const file = path.join(folder, 'snmpd.conf');
    await writeFile(
      file,
      [
        `createUser watcher SHA-256 "${basics.authKey}" AES "${basics.privKey}"`,
        'view firewall included .1.3.6.1.4.1.9.9.147',
        'rouser watcher authpriv -V firewall',
        ...overrides.map(line => `override ${line}`),
        '',
      ].join('\n'),
    );
    agent = spawn(
      'snmpd',
      ['-f', '-C', '-c', file, '-Lo', '-I', '-smux', `udp:127.0.0.1:${port}`],
      {
        env: { PATH, SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    await new Promise<void>((resolve, reject) => {
      let said = '';
      const listen = (chunk: Buffer) => {
        said += chunk;
        if (/NET-SNMP version/.test(said)) resolve();
      };
      agent!.stdout!.on('data', listen);
      agent!.stderr!.on('data', listen);
      agent!.once('exit', () => reject(new Error(`snmpd ended: ${said}`)));
    });
  }

  const ask = (change: object = {}) =>
    askOnce(sourceOf(networkFamily, { ...basics, port, ...change }));

  afterEach(async () => {
    agent?.removeAllListeners('exit');
    const ended = new Promise(resolve => agent?.once('exit', resolve));
    agent?.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('reads the state of both units, encrypted', async () => {
    await startAgent(`${STATUS}.6 integer 9`, `${STATUS}.7 integer 10`);
    await expect(ask()).resolves.toEqual([
      {
        entityRef: 'resource:default/wall',
        signal: 'network.firewall.pair',
        value: {
          units: [
            { name: 'primary', state: 'active', said: 'active', cause: null },
            {
              name: 'secondary',
              state: 'standby',
              said: 'standby',
              cause: null,
            },
          ],
          configuration: null,
          health: null,
        },
      },
    ]);
  });

  it('tells a unit that is down, and a value that is new', async () => {
    await startAgent(`${STATUS}.6 integer 3`, `${STATUS}.7 integer 42`);
    const [{ value }] = await ask();
    expect(value).toMatchObject({
      units: [
        { state: 'not-ready', said: 'down' },
        { state: 'not-understood', said: '42' },
      ],
    });
  });

  it('says that the objects are not there', async () => {
    await startAgent(`${STATUS}.6 integer 9`);
    await expect(ask()).rejects.toMatchObject({
      kind: 'malformed',
      hint: expect.stringContaining('view of drStatus.sources.network[0]'),
    });
  });

  it.each([
    ['user', { username: 'nobody' }],
    ['key', { authKey: TEST_SECRET }],
  ])('says that the %s is wrong', async (_, change) => {
    await startAgent(`${STATUS}.6 integer 9`, `${STATUS}.7 integer 10`);
    await expect(ask(change)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.not.stringContaining(TEST_SECRET),
      hint: expect.stringContaining('SNMPv3'),
    });
  });
});

describe('AsaSource', () => {
  let socket: Socket;
  beforeEach(async () => {
    socket = createSocket('udp4');
    await new Promise<void>(resolve => {
      socket.bind(0, '127.0.0.1', resolve);
    });
  });
  afterEach(async () => {
    await new Promise<void>(resolve => {
      socket.close(() => resolve());
    });
  });
  const ask = () =>
    askOnce(
      sourceOf(networkFamily, {
        ...basics,
        port: socket.address().port,
        timeout: 1,
        authKey: TEST_SECRET,
      }),
    );

  it('waits no longer than it may for an agent that is silent', async () => {
    await expect(ask()).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: 'timed-out',
    });
  });

  it('takes no noise', async () => {
    socket.on('message', (_, { port, address }) =>
      socket.send('this is no SNMP', port, address),
    );
    await expect(ask()).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: expect.stringMatching(/^(malformed|timed-out)$/),
      message: expect.not.stringContaining(TEST_SECRET),
    });
  });

  it.each([
    [{ authProtocol: 'md5' }, /\[0\]\.authProtocol.*sha256/],
    [{ privProtocol: 'des' }, /\[0\]\.privProtocol.*aes/],
    [{ privKey: undefined }, /privKey/],
  ])('names the key of what is wrong: %j', (change, message) => {
    expect(
      configuredSource(networkFamily, { ...basics, ...change } as any),
    ).toMatch(message);
  });
});
