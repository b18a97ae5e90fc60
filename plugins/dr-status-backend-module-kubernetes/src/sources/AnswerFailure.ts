import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import type { SourceErrorKind } from '@twinshore/plugin-dr-status-common';

/** An answer of the API that is no success, with its status. */
export class AnswerFailure extends SourceFailure {
  readonly status: number;

  constructor(
    status: number,
    kind: SourceErrorKind,
    message: string,
    hint?: string,
  ) {
    super(kind, message, hint);
    this.status = status;
  }
}
