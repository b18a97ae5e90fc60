import { randomBytes } from 'node:crypto';
import { connect, createServer, Server, Socket } from 'node:net';

/** How the door treats who comes in. */
export type DoorManner = 'pass' | 'refuse' | 'garbage';

/**
 * The address under which the outside knows a database. It listens exactly
 * while the server behind it does, so that a dead server refuses connections
 * here too; and it can misbehave on demand, which a real server would not.
 */
export class FrontDoor {
  readonly port: number;
  readonly #targetPort: number;
  readonly #sockets = new Set<Socket>();
  #server?: Server;
  #manner: DoorManner = 'pass';
  #open = false;
  #turning: Promise<void> = Promise.resolve();

  constructor(options: { port: number; targetPort: number }) {
    this.port = options.port;
    this.#targetPort = options.targetPort;
  }

  /** Says whether there is a server behind the door. */
  setOpen(open: boolean): Promise<void> {
    this.#open = open;
    return this.#turn();
  }

  /** Changes the manner; whoever is inside is shown out. */
  setManner(manner: DoorManner): Promise<void> {
    this.#manner = manner;
    this.#showOut();
    return this.#turn();
  }

  #turn(): Promise<void> {
    this.#turning = this.#turning
      .catch(() => {})
      .then(() => this.#listenOrNot());
    return this.#turning;
  }

  async #listenOrNot(): Promise<void> {
    const wanted = this.#open && this.#manner !== 'refuse';
    if (wanted && !this.#server) {
      const server = createServer(socket => this.#admit(socket));
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port: this.port, host: '127.0.0.1' }, resolve);
      });
      this.#server = server;
    } else if (!wanted && this.#server) {
      const server = this.#server;
      this.#server = undefined;
      const closed = new Promise(resolve => {
        server.close(resolve);
      });
      this.#showOut();
      await closed;
    }
  }

  #admit(socket: Socket): void {
    this.#keep(socket);
    if (this.#manner === 'garbage') {
      socket.once('data', () => socket.end(randomBytes(64)));
      return;
    }
    const server = connect({ host: '127.0.0.1', port: this.#targetPort });
    this.#keep(server);
    socket.pipe(server).pipe(socket);
    socket.once('close', () => server.destroySoon());
    server.once('close', () => socket.destroySoon());
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #showOut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
