import {
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/**
 * Ways in which a system does not answer. Those in the first list can be met
 * behind any protocol, the others behind HTTP alone.
 * @public
 */
export type Misbehaviour =
  // The connection is refused.
  | 'refused'
  // The connection is taken and nothing is said.
  | 'hung'
  // Bytes of no protocol.
  | 'noise'
  // The connection is closed without a word.
  | 'closed'
  | 'unauthorized'
  | 'forbidden'
  | 'throttled'
  | 'server-error'
  // A web page with status 200 instead of an answer.
  | 'garbage'
  // The answer breaks off.
  | 'truncated'
  // Status 200 and nothing else.
  | 'empty'
  // JSON that never ends.
  | 'huge';

const PAGE = '<!doctype html><title>Sign in</title><p>Sign in to go on';
const HUGE_LIMIT = 256 * 2 ** 20;

const reply = (status: string, body: string, headers = '') =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(
    body,
  )}\r\n${headers}connection: close\r\n\r\n${body}`;

const REPLIES: Partial<Record<Misbehaviour, string>> = {
  unauthorized: reply('401 Unauthorized', '{"message":"no"}'),
  forbidden: reply('403 Forbidden', '{"message":"no"}'),
  throttled: reply('429 Too Many Requests', '{"message":"slow down"}'),
  'server-error': reply('500 Internal Server Error', '{"message":"oh"}'),
  garbage: `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${PAGE.length}\r\nconnection: close\r\n\r\n${PAGE}`,
  truncated:
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4096\r\n\r\n{"status":"o',
  empty: reply('200 OK', ''),
  noise: '\x00\x01\xfe\xffthis is not what you asked for\r\n\r\n\x00',
  closed: '',
};

/** A system that misbehaves in one way, on a loopback port. @public */
export class HostileServer {
  /** What was sent so far: shows that an endless answer was not read. */
  bytesSent = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  private constructor(misbehaviour: Misbehaviour) {
    this.#server = createServer(socket => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      if (misbehaviour === 'hung') {
        socket.resume();
        return;
      }
      if (misbehaviour === 'closed') {
        socket.destroy();
        return;
      }
      socket.once('data', () => {
        if (misbehaviour === 'huge') {
          this.#pour(socket);
        } else {
          socket.end(REPLIES[misbehaviour]!);
        }
        socket.resume();
      });
      // Whoever waits to be greeted is greeted with noise.
      if (misbehaviour === 'noise') {
        socket.write(REPLIES.noise!);
      }
    });
  }

  static async start(misbehaviour: Misbehaviour): Promise<HostileServer> {
    const hostile = new HostileServer(misbehaviour);
    await new Promise<void>(resolve =>
      hostile.#server.listen(0, '127.0.0.1', resolve),
    );
    hostile.#port = (hostile.#server.address() as AddressInfo).port;
    if (misbehaviour === 'refused') {
      await hostile.close();
    }
    return hostile;
  }

  get host(): string {
    return '127.0.0.1';
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  async close(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    if (this.#server.listening) {
      await new Promise(resolve => this.#server.close(resolve));
    }
  }

  #pour(socket: Socket): void {
    const text = 'x'.repeat(65_536);
    const chunk = `${text.length.toString(16)}\r\n${text}\r\n`;
    const head = '{"data":"';
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${head.length.toString(
        16,
      )}\r\n${head}\r\n`,
    );
    const pour = () => {
      while (!socket.destroyed && this.bytesSent < HUGE_LIMIT) {
        this.bytesSent += chunk.length;
        if (!socket.write(chunk)) {
          socket.once('drain', pour);
          return;
        }
      }
      socket.destroy();
    };
    pour();
  }
}
