import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Answer {
  status?: number;
  body: string;
}

/** Answers requests in the order and the way that a test says; counts them. */
export class FakeAws {
  /** Undefined: no answer at all. */
  answer: (request: {
    path: string;
    body: string;
    target: string;
  }) => Answer | undefined = () => undefined;
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => (body += chunk));
      request.on('end', () => {
        const target = String(request.headers['x-amz-target'] ?? '');
        this.requests.push(`${request.url} ${target} ${body}`.trim());
        const answer = this.answer({ path: request.url ?? '', body, target });
        if (answer) {
          response
            .writeHead(answer.status ?? 200, {
              'content-type': target
                ? 'application/x-amz-json-1.0'
                : 'text/xml',
            })
            .end(answer.body);
        }
      });
    });
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
    });
  }

  static async start(): Promise<FakeAws> {
    const fake = new FakeAws();
    await new Promise<void>(resolve =>
      fake.#server.listen(0, '127.0.0.1', resolve),
    );
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** An error as the query and XML protocols write it. */
export function xmlError(
  status: number,
  code: string,
  message: string,
): Answer {
  return {
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  };
}

/** Members of the answer to DescribeDBInstances. */
export function describeDbInstances(instances: string[], marker = ''): Answer {
  return {
    body: `<DescribeDBInstancesResponse><DescribeDBInstancesResult>${marker}<DBInstances>${instances
      .map(instance => `<DBInstance>${instance}</DBInstance>`)
      .join(
        '',
      )}</DBInstances></DescribeDBInstancesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeDBInstancesResponse>`,
  };
}

/** The answer to GetMetricData, values by the query's id. */
export function metricData(
  values: Record<string, { value: number; at: number }>,
): Answer {
  return {
    body: JSON.stringify({
      MetricDataResults: Object.entries(values).map(([Id, { value, at }]) => ({
        Id,
        StatusCode: 'Complete',
        Timestamps: [at / 1000],
        Values: [value],
      })),
    }),
  };
}
