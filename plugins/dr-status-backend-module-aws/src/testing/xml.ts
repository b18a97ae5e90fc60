import type { Answer } from './FakeAws';

type Value = string | number | boolean | Value[] | { [name: string]: Value };

/** XML of the members of a value; a list repeats what its items are called: `{ member: [..] }`. */
function write(value: Value): string {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return String(value);
  }
  return Object.entries(value)
    .flatMap(([name, each]) =>
      [each].flat().map(one => `<${name}>${write(one)}</${name}>`),
    )
    .join('');
}

/** An answer in the query protocol of ELB. */
export const queryAnswer = (
  operation: string,
  result: { [name: string]: Value },
): Answer => ({
  body: `<${operation}Response><${operation}Result>${write(
    result,
  )}</${operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${operation}Response>`,
});

/** An answer in the query protocol of EC2, whose lists are sets of `item`. */
export const ec2Answer = (
  operation: string,
  result: { [name: string]: Value },
): Answer => ({
  body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${write(
    result,
  )}</${operation}Response>`,
});
