import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';

/** Values of a resource by the name of the filter that looks at them. */
export type Filterable = Record<string, Array<string | undefined>>;

const ALL = 1000;

const pattern = (value: string) =>
  new RegExp(
    `^${value
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );

/**
 * Chooses and pages as EC2's Describe operations do: ids that must exist,
 * filters that must all match, of each filter any value, with wildcards.
 * @param described - what the filters see of a resource; `id` is what ids are matched with
 */
export function choose<T>(
  all: T[],
  described: (item: T) => Filterable & { id: string[] },
  input: {
    ids?: string[];
    filters?: Filter[];
    MaxResults?: number;
    NextToken?: string;
  },
  /** For the error about an id that is not there: `Subnet`. */
  kind: string,
): { items: T[]; next?: string } {
  const idOf = (item: T) => described(item).id[0];
  for (const id of input.ids ?? []) {
    if (!all.some(item => idOf(item) === id)) {
      throw AwsError.undeclared(
        `Invalid${kind}ID.NotFound`,
        400,
        `The ID '${id}' does not exist`,
      );
    }
  }
  const chosen = all
    .filter(item => !input.ids?.length || input.ids.includes(idOf(item)))
    .filter(item =>
      (input.filters ?? []).every(({ Name = '', Values = [] }) => {
        const values = described(item)[Name];
        if (!values) {
          throw AwsError.common(
            'InvalidParameterValue',
            `The filter '${Name}' is invalid`,
          );
        }
        return Values.some(wanted =>
          values.some(
            value => value !== undefined && pattern(wanted).test(value),
          ),
        );
      }),
    )
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return paginate(
    chosen,
    idOf,
    pageSize(input.MaxResults, 'MaxResults', {
      min: 5,
      max: ALL,
      standard: ALL,
    }),
    input.NextToken,
  );
}
