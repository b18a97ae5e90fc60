import type { StaticErrorSchema } from '@smithy/types';

/** The faults that every AWS service knows, by the name that they have in the query protocols. */
const COMMON = {
  AccessDenied: { status: 403, json: 'AccessDeniedException', jsonStatus: 400 },
  IncompleteSignature: {
    status: 400,
    json: 'IncompleteSignatureException',
    jsonStatus: 400,
  },
  InternalFailure: { status: 500, json: 'InternalFailure', jsonStatus: 500 },
  InvalidAction: {
    status: 400,
    json: 'UnknownOperationException',
    jsonStatus: 400,
  },
  InvalidClientTokenId: {
    status: 403,
    json: 'UnrecognizedClientException',
    jsonStatus: 400,
  },
  InvalidParameterCombination: {
    status: 400,
    json: 'InvalidParameterCombination',
    jsonStatus: 400,
  },
  InvalidParameterValue: {
    status: 400,
    json: 'InvalidParameterValue',
    jsonStatus: 400,
  },
  MalformedInput: {
    status: 400,
    json: 'SerializationException',
    jsonStatus: 400,
  },
  MissingAuthenticationToken: {
    status: 403,
    json: 'MissingAuthenticationTokenException',
    jsonStatus: 400,
  },
  RequestEntityTooLarge: {
    status: 413,
    json: 'RequestEntityTooLarge',
    jsonStatus: 413,
  },
  SignatureDoesNotMatch: {
    status: 403,
    json: 'InvalidSignatureException',
    jsonStatus: 400,
  },
  Throttling: { status: 400, json: 'ThrottlingException', jsonStatus: 400 },
  ValidationError: {
    status: 400,
    json: 'ValidationException',
    jsonStatus: 400,
  },
} as const;

export type CommonCode = keyof typeof COMMON;

/** What a client is told when its call fails; how it is written is the protocol's matter. */
export class AwsError extends Error {
  /** Code in the query and XML protocols. */
  readonly code: string;
  /** Code in the JSON protocols of services that never spoke a query protocol. */
  readonly jsonCode: string;
  readonly status: number;
  readonly jsonStatus: number;

  private constructor(
    codes: Pick<AwsError, 'code' | 'jsonCode' | 'status' | 'jsonStatus'>,
    message: string,
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = codes.code;
    this.jsonCode = codes.jsonCode;
    this.status = codes.status;
    this.jsonStatus = codes.jsonStatus;
  }

  /** A fault that all services share. */
  static common(code: CommonCode, message: string): AwsError {
    const { status, json, jsonStatus } = COMMON[code];
    return new AwsError({ code, jsonCode: json, status, jsonStatus }, message);
  }

  /** A fault that a service declares in its model, with the code and status declared there. */
  static modeled(schema: StaticErrorSchema, message: string): AwsError {
    const traits = typeof schema[3] === 'object' ? schema[3] : {};
    const [queryCode, queryStatus] = (traits.awsQueryError ?? []) as [
      string?,
      number?,
    ];
    const status =
      queryStatus ??
      (traits.httpError as number | undefined) ??
      (traits.error === 'server' ? 500 : 400);
    return new AwsError(
      {
        code: queryCode ?? schema[2],
        jsonCode: schema[2],
        status,
        jsonStatus: (traits.httpError as number | undefined) ?? status,
      },
      message,
    );
  }

  /** A fault that a service answers with and does not declare in its model. */
  static undeclared(code: string, status: number, message: string): AwsError {
    return new AwsError(
      { code, jsonCode: code, status, jsonStatus: status },
      message,
    );
  }

  get fault(): 'Sender' | 'Receiver' {
    return this.status >= 500 ? 'Receiver' : 'Sender';
  }
}
