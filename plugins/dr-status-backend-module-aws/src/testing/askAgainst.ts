import { ConfigReader } from '@backstage/config';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import { askOnce } from '@twinshore/plugin-dr-status-node/testUtils';
import type { AwsService } from '../aws/services';
import { awsSettings } from './awsSettings';
import { FakeAws, type Answer } from './FakeAws';

/** What a service answers, by the name of the operation; an error has a `status`. */
export type Answers = Record<
  string,
  JsonValue | ((body: any) => JsonValue | Answer) | Answer
>;

const isAnswer = (value: unknown): value is Answer =>
  typeof (value as Answer | null)?.body === 'string';

/** The operation that a request of the JSON or query protocols is for. */
function operationOf({ path, body, target }: Parameters<FakeAws['answer']>[0]) {
  return (
    target.split('.').pop() ||
    /(?:^|&)Action=(\w+)/.exec(body)?.[1] ||
    path.split('?')[0]
  );
}

/**
 * Asks a service's source once against answers that were written down.
 * @param item - what the configured item says beside region and credentials
 */
export async function askAgainst(
  service: AwsService,
  item: JsonObject,
  answers: Answers,
  now?: () => number,
): Promise<{ observations: ObservationInput[]; operations: string[] }> {
  const fake = await FakeAws.start();
  const operations: string[] = [];
  fake.answer = request => {
    const operation = operationOf(request);
    operations.push(operation);
    const given = answers[operation];
    const answer =
      typeof given === 'function'
        ? given(request.target ? JSON.parse(request.body) : request.body)
        : given;
    if (answer === undefined) {
      throw new Error(`Nothing is written down for ${operation}`);
    }
    return isAnswer(answer) ? answer : { body: JSON.stringify(answer) };
  };
  const source = service.create(awsSettings(fake), new ConfigReader(item));
  try {
    return { observations: await askOnce(source, now), operations };
  } finally {
    await source.close?.();
    await fake.close();
  }
}

/** An error as the JSON protocols write it. */
export const jsonError = (type: string, message: string): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: type, message }),
});
