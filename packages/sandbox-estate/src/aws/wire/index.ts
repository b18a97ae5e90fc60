import type { ProtocolId, Service } from '../server/service';
import { ec2Query, query } from './query';
import { plainRestJson } from './plainJson';
import { restJson, restXml } from './rest';
import { json10, json11, rpcV2Cbor } from './rpc';
import type { WireProtocol, WireRequest } from './types';

export type { WireProtocol, WireReply, WireRequest } from './types';

const PROTOCOLS: Record<ProtocolId, WireProtocol> = {
  query,
  'ec2-query': ec2Query,
  'rest-xml': restXml,
  'rest-json': restJson,
  'rest-json-plain': plainRestJson,
  'json-1.0': json10,
  'json-1.1': json11,
  'rpc-v2-cbor': rpcV2Cbor,
};

/** What a request looks like by itself, before it is known which service it is for. */
function spoken(request: WireRequest): ProtocolId | undefined {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor')
    return 'rpc-v2-cbor';
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-amz-json-1.0')) return 'json-1.0';
  if (type.startsWith('application/x-amz-json-1.1')) return 'json-1.1';
  if (
    type.startsWith('application/x-www-form-urlencoded') ||
    request.query.has('Action')
  ) {
    return 'query';
  }
  return undefined;
}

/**
 * The protocol to answer in. A service that speaks several is answered in the
 * one that the request is written in, as AWS does for CloudWatch.
 */
export function protocolOf(
  request: WireRequest,
  service: Service | undefined,
): WireProtocol {
  const seen = spoken(request);
  if (!service) return PROTOCOLS[seen ?? 'query'];
  if (seen && service.protocols.includes(seen)) return PROTOCOLS[seen];
  return PROTOCOLS[service.protocols[0]];
}
