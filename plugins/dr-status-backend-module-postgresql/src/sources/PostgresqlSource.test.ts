import { mockServices } from '@backstage/backend-test-utils';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { PostgresqlSource } from './PostgresqlSource';

/** Servers that are no PostgreSQL, or refuse, or never answer. */

const closers: Array<() => void> = [];
afterEach(() => closers.splice(0).forEach(close => close()));

async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    sockets.forEach(socket => socket.destroy());
  });
  return (server.address() as AddressInfo).port;
}

function observe(port: number, options: { ssl?: boolean } = {}) {
  const source = new PostgresqlSource({
    id: 'postgresql:test',
    kind: 'postgresql',
    name: 'test',
    title: 'Test',
    key: 'drStatus.sources.postgresql[0]',
    entityRefs: ['resource:default/db'],
    intervalSeconds: 2,
    timeoutSeconds: 0.5,
    connection: {
      host: '127.0.0.1',
      port,
      database: 'mis',
      user: 'monitor',
      password: 'a secret that must not be told',
      ...options,
    },
  });
  return source.observe({
    signal: AbortSignal.timeout(500),
    logger: mockServices.logger.mock(),
    now: Date.now,
  });
}

/** An ErrorResponse of PostgreSQL's protocol. */
function errorResponse(code: string, message: string): Buffer {
  const body = Buffer.from(
    `SFATAL\0VFATAL\0C${code}\0M${message}\0\0`,
    'latin1',
  );
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const onData = (answer: Buffer | string) => (socket: Socket) =>
  socket.once('data', () => socket.write(answer));

describe('PostgresqlSource fails in the terms of the product', () => {
  it.each<[string, (socket: Socket) => void, string, { ssl?: boolean }?]>([
    ['a server that never answers', () => {}, 'timed-out'],
    ['a server that hangs up', socket => socket.destroy(), 'unreachable'],
    ['a web server', onData('HTTP/1.1 400 Bad Request\r\n\r\n'), 'malformed'],
    [
      'a server that greets in another protocol',
      socket => socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
      'malformed',
    ],
    ['noise', onData(Buffer.from([0xff, 0, 1, 2, 3, 4, 5, 6])), 'malformed'],
    [
      'noise that begins like an answer',
      onData('ERROR: what do you want?'),
      'malformed',
    ],
    [
      'noise when TLS was asked for',
      onData('HTTP/1.1 400 Bad Request'),
      'malformed',
      { ssl: true },
    ],
    ['a refusal of TLS', onData('N'), 'failed', { ssl: true }],
    [
      'a wrong password',
      onData(errorResponse('28P01', 'password authentication failed')),
      'unauthorized',
    ],
    [
      'a rule of pg_hba.conf',
      onData(errorResponse('28000', 'no pg_hba.conf entry')),
      'unauthorized',
    ],
    [
      'a server that starts up',
      onData(errorResponse('57P03', 'the database system is starting up')),
      'unreachable',
    ],
    [
      'a server without a connection left',
      onData(errorResponse('53300', 'too many clients already')),
      'throttled',
    ],
    [
      'an error of its own',
      onData(errorResponse('XX000', 'something is broken')),
      'failed',
    ],
  ])('%s', async (...[, onConnection, kind, options]) => {
    const port = await serve(onConnection);
    const error = await observe(port, options).then(
      () => undefined,
      thrown => thrown,
    );
    expect(error).toMatchObject({ name: 'SourceFailure', kind });
    expect(error.message).toContain(`127.0.0.1:${port}/mis`);
    expect(JSON.stringify([error.message, error.hint])).not.toContain('secret');
  });

  it('a refused connection', async () => {
    const port = await serve(() => {});
    closers.splice(0).forEach(close => close());
    await expect(observe(port)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
