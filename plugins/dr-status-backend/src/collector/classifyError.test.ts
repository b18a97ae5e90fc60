import { SourceFailure } from '@twinshore/plugin-dr-status-node';
import { classifyError } from './classifyError';

function error(message: string, traits: object = {}) {
  return Object.assign(new Error(message), traits);
}

describe('classifyError', () => {
  it.each([
    ['unreachable', error('connect', { code: 'ECONNREFUSED' })],
    ['unreachable', error('dns', { code: 'ENOTFOUND' })],
    ['unreachable', error('starting up', { code: '57P03' })],
    ['unreachable', error('cert', { code: 'CERT_HAS_EXPIRED' })],
    [
      'unreachable',
      new TypeError('fetch failed', {
        cause: error('connect', { code: 'EHOSTUNREACH' }),
      }),
    ],
    [
      'unreachable',
      new AggregateError([error('connect', { code: 'ECONNREFUSED' })]),
    ],
    ['timed-out', error('connect', { code: 'ETIMEDOUT' })],
    ['timed-out', new DOMException('aborted', 'AbortError')],
    ['timed-out', new DOMException('late', 'TimeoutError')],
    ['timed-out', error('canceling statement', { code: '57014' })],
    ['timed-out', error('gateway', { statusCode: 504 })],
    ['unauthorized', error('password', { code: '28P01' })],
    ['unauthorized', error('role', { code: '28000' })],
    ['unauthorized', error('permission denied', { code: '42501' })],
    ['unauthorized', error('Unauthorized', { statusCode: 401 })],
    ['unauthorized', error('Forbidden', { response: { status: 403 } })],
    ['unauthorized', error('Forbidden', { code: 403 })],
    [
      'unauthorized',
      error('expired', {
        name: 'ExpiredTokenException',
        $metadata: { httpStatusCode: 400 },
      }),
    ],
    ['unauthorized', error('no', { name: 'CredentialsProviderError' })],
    [
      'throttled',
      error('Rate exceeded', {
        name: 'ThrottlingException',
        $metadata: { httpStatusCode: 400 },
      }),
    ],
    ['throttled', error('slow', { status: 429 })],
    ['malformed', new SyntaxError('Unexpected token < in JSON')],
    ['malformed', error('Parse Error', { code: 'HPE_INVALID_CONSTANT' })],
    ['failed', error('division by zero', { code: '22012' })],
    ['failed', error('Internal', { statusCode: 500 })],
    ['failed', 'just words'],
    ['failed', undefined],
    ['failed', { toString: undefined }],
  ])('finds %s in %p', (kind, thrown) => {
    const found = classifyError(thrown);
    expect(found.kind).toBe(kind);
    expect(found.message).not.toBe('');
    expect(found.hint).toBeTruthy();
  });

  it('keeps what a source says itself', () => {
    expect(
      classifyError(new SourceFailure('malformed', 'Not PostgreSQL', 'Look')),
    ).toEqual({ kind: 'malformed', message: 'Not PostgreSQL', hint: 'Look' });
  });

  it('tells the cause that fetch hides', () => {
    expect(
      classifyError(
        new TypeError('fetch failed', { cause: new Error('socket hang up') }),
      ).message,
    ).toBe('fetch failed: socket hang up');
  });

  it.each([
    ['postgres://monitor:hunter2@10.0.2.4/mis', 'hunter2'],
    ['login failed, password=hunter2 rejected', 'hunter2'],
    ['{"password": "hunter2"}', 'hunter2'],
    ['Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln is expired', 'eyJ'],
    ['The key AKIAIOSFODNN7EXAMPLE is unknown', 'AKIAIOSFODNN7EXAMPLE'],
    ['https://x/?X-Amz-Signature=deadbeef&a=b', 'deadbeef'],
  ])('takes the secret out of %s', (message, secret) => {
    expect(classifyError(new Error(message)).message).not.toContain(secret);
    expect(
      classifyError(new SourceFailure('failed', message)).message,
    ).not.toContain(secret);
  });
});
