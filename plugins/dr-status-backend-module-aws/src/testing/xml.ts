import type { Answer } from './FakeAws';

type Value = string | number | boolean | Value[] | { [name: string]: Value };

/** XML of a value; a list repeats what its items are called: `{ member: [..] }`. */
function write(name: string, value: Value): string {
  if (Array.isArray(value)) {
    return value.map(each => write(name, each)).join('');
  }
  return typeof value === 'object'
    ? `<${name}>${members(value)}</${name}>`
    : `<${name}>${value}</${name}>`;
}

const members = (value: { [name: string]: Value }) =>
  Object.entries(value)
    .map(([name, each]) => write(name, each))
    .join('');

/** An answer in the query protocol of ELB. */
export const queryAnswer = (
  operation: string,
  result: { [name: string]: Value },
): Answer => ({
  body: `<${operation}Response><${operation}Result>${members(
    result,
  )}</${operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${operation}Response>`,
});

/** An answer in the query protocol of EC2, whose lists are sets of `item`. */
export const ec2Answer = (
  operation: string,
  result: { [name: string]: Value },
): Answer => ({
  body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${members(
    result,
  )}</${operation}Response>`,
});
