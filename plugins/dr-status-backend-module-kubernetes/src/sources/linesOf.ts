import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { SourceFailure } from '@twinshore/plugin-dr-status-node';

/** Objects in etcd have at most about 1.5 MiB: no event is longer than this. */
const LONGEST_LINE = 8 * 2 ** 20;

/** The lines of an answer as they come; one without end is a failure. */
export async function* linesOf(
  response: IncomingMessage,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  let length = 0;
  for await (const chunk of response) {
    const parts = decoder.write(chunk).split('\n');
    for (const part of parts.slice(0, -1)) {
      yield `${begun.join('')}${part}`;
      begun = [];
      length = 0;
    }
    const rest = parts[parts.length - 1];
    begun.push(rest);
    length += rest.length;
    if (length > LONGEST_LINE) {
      throw new SourceFailure(
        'malformed',
        'A watch sends an event that does not end.',
        'Check that the URL is that of the API server, and not of a proxy.',
      );
    }
  }
  // The last one may lack its end.
  yield `${begun.join('')}${decoder.end()}`;
}
