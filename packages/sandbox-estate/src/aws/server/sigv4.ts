import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WireRequest } from '../wire';
import { AwsError } from './AwsError';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW_MS = 15 * 60_000;

/** What a request says about itself in its Authorization header. */
export interface Authorization {
  accessKeyId: string;
  /** `20261123/eu-west-1/rds/aws4_request` taken apart. */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

export function readAuthorization(request: WireRequest): Authorization {
  const header = request.headers.authorization;
  if (!header) {
    throw AwsError.common(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
    );
  }
  const [algorithm, ...rest] = header.trim().split(/\s+/);
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map(field => field.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  const [accessKeyId, date, region, service, end] = (
    fields.get('Credential') ?? ''
  ).split('/');
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders')?.split(';');
  if (
    algorithm !== ALGORITHM ||
    !accessKeyId ||
    end !== 'aws4_request' ||
    !signature ||
    !signedHeaders?.includes('host')
  ) {
    throw AwsError.common(
      'IncompleteSignature',
      `Authorization header requires '${ALGORITHM}' with Credential, SignedHeaders (host among them) and Signature`,
    );
  }
  return { accessKeyId, date, region, service, signedHeaders, signature };
}

/** Checks age and signature of a request; throws what AWS answers when they are wrong. */
export function verifySignature(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
  now: Date,
): void {
  const stamp = request.headers['x-amz-date'] ?? '';
  const signedAt = parseStamp(stamp);
  if (signedAt === undefined || !stamp.startsWith(authorization.date)) {
    throw AwsError.common(
      'IncompleteSignature',
      "Authorization header requires existence of a valid 'X-Amz-Date' of the day in its Credential",
    );
  }
  const skew = now.getTime() - signedAt;
  if (Math.abs(skew) > MAX_SKEW_MS) {
    throw AwsError.common(
      'SignatureDoesNotMatch',
      skew > 0
        ? `Signature expired: ${stamp} is more than 15 min. earlier than ${stampOf(
            now,
          )}`
        : `Signature not yet current: ${stamp} is more than 15 min. later than ${stampOf(
            now,
          )}`,
    );
  }
  const { date, region, service } = authorization;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest(request, authorization);
  const toSign = [ALGORITHM, stamp, scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const expected = createHmac('sha256', key).update(toSign).digest();
  const given = Buffer.from(authorization.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw AwsError.common(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
}

function canonicalRequest(
  request: WireRequest,
  { signedHeaders, service }: Authorization,
): string {
  const headers = signedHeaders
    .map(name => {
      const value = (request.headers[name] ?? '').trim().replace(/ +/g, ' ');
      return `${name}:${value}\n`;
    })
    .join('');
  const declared = request.headers['x-amz-content-sha256'] ?? '';
  const payload = /^(UNSIGNED|STREAMING)-/.test(declared)
    ? declared
    : sha256(request.body);
  return [
    request.method,
    canonicalPath(request.path, service),
    canonicalQuery(request.rawQuery),
    headers,
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

/** S3 signs the path as sent; all others normalise it and encode it once more. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const tail = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${tail}`;
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  return rawQuery
    .split('&')
    .map(pair => {
      const [key, value = ''] = pair.split(/=(.*)/s);
      return [encode(decode(key)), encode(decode(value))];
    })
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, '%20'));
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function stampOf(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function parseStamp(stamp: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
