import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  protocolOf,
  type WireProtocol,
  type WireReply,
  type WireRequest,
} from '../wire';
import { AwsError } from './AwsError';
import type { Credentials } from './Credentials';
import { Disturbance } from './Disturbance';
import {
  garbage,
  MAX_BODY_BYTES,
  readBody,
  readInput,
  wireRequest,
} from './exchange';
import { readAuthorization, verifySignature } from './sigv4';
import type { Operation, Service } from './service';

const RELISTEN_ATTEMPTS = 50;
const RELISTEN_WAIT_MS = 100;

export interface EndpointOptions {
  region: string;
  port: number;
  accountId: string;
  userName: string;
  credentials: Credentials;
  services: readonly Service[];
  now?: () => Date;
  log(message: string): void;
}

/**
 * All AWS services of one region behind one loopback port. Which service a
 * request is for stands in its credential scope, in which protocol it is to be
 * answered in its headers; both are checked before any handler sees it.
 */
export class Endpoint {
  readonly disturbance = new Disturbance();
  readonly #options: EndpointOptions;
  readonly #services: Map<string, Service>;
  readonly #sockets = new Set<Socket>();
  readonly #hanging = new Set<Socket>();
  #server: Server | undefined;
  #port: number;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#services = new Map(
      options.services.map(service => [service.signingName, service]),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  async listen(): Promise<void> {
    if (this.#server) return;
    for (let attempt = 1; ; attempt++) {
      try {
        this.#server = await this.#open();
        this.#port = (this.#server.address() as AddressInfo).port;
        return;
      } catch (error) {
        const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
        if (!taken || attempt >= RELISTEN_ATTEMPTS) {
          throw new Error(
            `The AWS endpoint of ${
              this.#options.region
            } cannot listen on 127.0.0.1:${this.#port}: ${error}`,
          );
        }
        await new Promise(resolve => {
          setTimeout(resolve, RELISTEN_WAIT_MS);
        });
      }
    }
  }

  /** Stops listening and cuts what is connected: new connections are refused. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server) {
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  }

  /** Cuts the connections that were left without an answer. */
  releaseHanging(): void {
    for (const socket of this.#hanging) socket.destroy();
    this.#hanging.clear();
  }

  async #open(): Promise<Server> {
    const server = createServer((request, response) => {
      this.#answer(request)
        .then(reply => {
          if (!reply) return;
          const body = Buffer.from(reply.body);
          response.writeHead(reply.status, {
            ...reply.headers,
            'content-length': body.length,
            // Pools of clients would keep connections that a fault is to cut.
            connection: 'close',
          });
          response.end(body);
        })
        .catch(error => {
          this.#options.log(`AWS ${this.#options.region}: ${error}`);
          response.destroy();
        });
    });
    server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#hanging.delete(socket);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    return server;
  }

  async #answer(message: IncomingMessage): Promise<WireReply | undefined> {
    if (this.disturbance.has('hang')) {
      this.#hanging.add(message.socket);
      message.resume();
      return undefined;
    }
    const requestId = randomUUID();
    const body = await readBody(message);
    if (this.disturbance.has('garbage')) return garbage();
    const request = wireRequest(message, body ?? Buffer.alloc(0));
    let service: Service | undefined;
    let protocol: WireProtocol = protocolOf(request, undefined);
    let reply: WireReply;
    try {
      if (!body) {
        throw AwsError.common(
          'RequestEntityTooLarge',
          `The request is larger than ${MAX_BODY_BYTES} bytes`,
        );
      }
      const authorization = readAuthorization(request);
      service = this.#services.get(authorization.service);
      protocol = protocolOf(request, service);
      this.#authenticate(request, authorization, service);
      const known = service!;
      const operation = this.#operation(request, known, protocol);
      const input = await readInput(protocol, request, operation, known);
      const output = await operation.handle(input, {
        region: authorization.region,
        accountId: this.#options.accountId,
        requestId,
      });
      reply = protocol.write(output, operation, known, requestId);
    } catch (error) {
      reply = protocol.fail(this.#explain(error), service, requestId);
    }
    return {
      ...reply,
      headers: { 'x-amzn-requestid': requestId, ...reply.headers },
    };
  }

  #authenticate(
    request: WireRequest,
    authorization: ReturnType<typeof readAuthorization>,
    service: Service | undefined,
  ): void {
    const { accessKeyId, region } = authorization;
    const secret = this.#options.credentials.secretOf(accessKeyId);
    if (secret === undefined) {
      throw AwsError.common(
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
      );
    }
    if (!service) {
      throw AwsError.common(
        'SignatureDoesNotMatch',
        `Credential should be scoped to a service of this endpoint: ${[
          ...this.#services.keys(),
        ].join(', ')}; not '${authorization.service}'.`,
      );
    }
    const regions = service.regions(this.#options.region);
    if (!regions.includes(region)) {
      throw AwsError.common(
        'SignatureDoesNotMatch',
        `Credential should be scoped to a valid region, not '${region}'. This endpoint takes ${regions.join(
          ', ',
        )} for ${service.signingName}.`,
      );
    }
    verifySignature(
      request,
      authorization,
      secret,
      this.#options.now?.() ?? new Date(),
    );
  }

  #operation(
    request: WireRequest,
    service: Service,
    protocol: WireProtocol,
  ): Operation {
    if (this.disturbance.has('throttle')) {
      throw AwsError.common('Throttling', 'Rate exceeded');
    }
    const operation = protocol.operation(request, service);
    if (!operation) {
      throw AwsError.common(
        'InvalidAction',
        `The sandbox does not serve ${protocol.asked(request)} of ${
          service.signingName
        }`,
      );
    }
    const action = `${service.actionPrefix}:${operation.name}`;
    // Nobody can be denied to ask who they are.
    if (
      this.disturbance.has('access-denied') &&
      action !== 'sts:GetCallerIdentity'
    ) {
      const { accountId, userName } = this.#options;
      throw AwsError.common(
        'AccessDenied',
        `User: arn:aws:iam::${accountId}:user/${userName} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
      );
    }
    return operation;
  }

  #explain(error: unknown): AwsError {
    if (error instanceof AwsError) return error;
    this.#options.log(
      `AWS ${this.#options.region}: ${(error as Error)?.stack ?? error}`,
    );
    return AwsError.common(
      'InternalFailure',
      'The request processing has failed because of an unknown error, exception or failure.',
    );
  }
}
