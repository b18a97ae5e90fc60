import type { AwsError } from '../server/AwsError';
import type { Operation, ProtocolId, Service } from '../server/service';

/** A request whose body has been read whole. */
export interface WireRequest {
  method: string;
  /** As on the wire, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** As on the wire, without the question mark. */
  rawQuery: string;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** How requests and replies of one of AWS's protocols look on the wire. */
export interface WireProtocol {
  id: ProtocolId;
  /** The operation that is asked for; undefined when the service serves none such. */
  operation(request: WireRequest, service: Service): Operation | undefined;
  /** What was asked for, in words, when there is no such operation. */
  asked(request: WireRequest): string;
  read(
    request: WireRequest,
    operation: Operation,
    service: Service,
  ): Promise<object>;
  write(
    output: object,
    operation: Operation,
    service: Service,
    requestId: string,
  ): WireReply;
  fail(
    error: AwsError,
    service: Service | undefined,
    requestId: string,
  ): WireReply;
}
