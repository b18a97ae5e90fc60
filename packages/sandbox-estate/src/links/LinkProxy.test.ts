import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';
import { until } from '../process/until';
import { Link } from './Link';
import { LinkProxy } from './LinkProxy';

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe('LinkProxy', () => {
  let echo: Server;
  let proxy: LinkProxy;
  let main: Link;
  let spare: Link;
  let port: number;
  const sockets: Socket[] = [];
  const atTheFarEnd: Socket[] = [];

  beforeEach(async () => {
    main = new Link('main');
    spare = new Link('spare');
    echo = createServer(socket => {
      atTheFarEnd.push(socket);
      socket.on('error', () => {}).pipe(socket);
    });
    const targetPort = await new Promise<number>(resolve => {
      echo.listen(0, '127.0.0.1', () =>
        resolve((echo.address() as AddressInfo).port),
      );
    });
    port = await freePort();
    proxy = await LinkProxy.listen({ links: [main, spare], port, targetPort });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const socket of atTheFarEnd.splice(0)) socket.destroy();
    await proxy.close();
    await new Promise(resolve => {
      echo.close(resolve);
    });
  });

  const open = () => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let received = '';
    let closed = false;
    socket.on('data', chunk => (received += chunk));
    socket.on('close', () => (closed = true)).on('error', () => {});
    return { socket, received: () => received, closed: () => closed };
  };
  const arrives = (there: { received(): string }, text: string) =>
    until(`${text} arriving`, () => there.received() === text, { seconds: 5 });

  it('takes the spare link when the main one is cut, in the same connection', async () => {
    const there = open();
    there.socket.write('one');
    await arrives(there, 'one');
    expect([main.bytes, spare.bytes]).toEqual([6, 0]);
    main.cut('test');
    there.socket.write('two');
    await arrives(there, 'onetwo');
    expect([main.bytes, spare.bytes]).toEqual([6, 6]);
  });

  it('lets nothing through while both are cut, and everything after', async () => {
    const old = open();
    old.socket.write('one');
    await arrives(old, 'one');
    main.cut('test');
    spare.cut('test');
    const crossed = main.bytes + spare.bytes;
    old.socket.write('two');
    const young = open();
    young.socket.write('three');
    await until('Both ends being connected', () => !young.socket.connecting, {
      seconds: 5,
    });
    // Longer than anything would take that did get through.
    const direct = connect((echo.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(direct);
    direct.write('direct');
    await new Promise(resolve => {
      direct.once('data', resolve);
    });
    atTheFarEnd.pop();
    expect(main.bytes + spare.bytes).toBe(crossed);
    expect(old.received()).toBe('one');
    expect(atTheFarEnd).toHaveLength(1);

    spare.restore('test');
    await arrives(old, 'onetwo');
    await arrives(young, 'three');
  });

  it('tells one end that the other is gone only when a link can', async () => {
    const there = open();
    there.socket.write('one');
    await arrives(there, 'one');
    main.cut('test');
    spare.cut('test');
    atTheFarEnd[0].destroy();
    await until('The far end closing', () => atTheFarEnd[0].destroyed, {
      seconds: 5,
    });
    expect(there.closed()).toBe(false);
    main.restore('test');
    await until('The near end learning of it', there.closed, { seconds: 5 });
  });

  it('stays cut while any reason is left', () => {
    main.cut('a');
    main.cut('b');
    main.restore('a');
    expect(main.up).toBe(false);
    main.up = true;
    expect(main.up).toBe(false);
    main.restore('b');
    expect(main.up).toBe(true);
  });
});
