import { Readable } from 'node:stream';

/** Far more than a page of any list that is read here. */
const MOST_BYTES = 8 * 2 ** 20;

/** As `toAwsFailure` knows it. */
export const TOO_LONG = 'AnswerTooLong';

/**
 * What is needed of a client of the AWS SDK to see its answers before they are
 * read.
 * @public
 */
export interface AwsClientWithAnswers {
  middlewareStack: {
    // The SDK types each client's middleware by all of its inputs and outputs.
    add(middleware: any, options: any): void;
  };
}

async function* bounded(body: AsyncIterable<Uint8Array>) {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      throw Object.assign(
        new Error(`The answer is longer than ${MOST_BYTES} bytes`),
        { name: TOO_LONG },
      );
    }
    yield chunk;
  }
}

/**
 * Makes a client of the AWS SDK give up an answer that does not end, before it
 * fills the memory.
 * @public
 */
export function boundAwsAnswers(client: AwsClientWithAnswers): void {
  client.middlewareStack.add(
    (next: (args: unknown) => Promise<any>) => async (args: unknown) => {
      const result = await next(args);
      const { response } = result;
      if (response?.body instanceof Readable) {
        response.body = Readable.from(bounded(response.body), {
          objectMode: false,
        });
      }
      return result;
    },
    // Next to the wire: what is added later reads what is let through here.
    { step: 'deserialize', priority: 'low', name: 'boundAwsAnswers' },
  );
}
