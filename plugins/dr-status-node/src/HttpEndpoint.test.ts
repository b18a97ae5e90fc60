import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import { ConfiguredSource } from './ConfiguredSource';
import { basicAuthorization, readHttpAccess } from './httpAccess';
import { HttpEndpoint } from './HttpEndpoint';
import type { ObservationInput, SourceContext } from './source';
import { TEST_SECRET, testMisbehaviour } from './testing/testMisbehaviour';

const common = {
  name: 'Thing one',
  key: 'drStatus.sources.things[0]',
  timeoutSeconds: 1,
  leastPrivilege: 'read',
};

class ThingSource extends ConfiguredSource {
  readonly leastPrivilege = 'read';
  readonly #endpoint: HttpEndpoint;

  constructor(url: string) {
    super({
      id: 'thing:one',
      kind: 'thing',
      name: 'one',
      title: 'Thing one',
      entityRefs: ['resource:default/one'],
      intervalSeconds: 10,
      timeoutSeconds: 1,
      key: common.key,
    });
    this.#endpoint = new HttpEndpoint({
      ...common,
      url,
      headers: { authorization: `Bearer ${TEST_SECRET}` },
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const { status } = await this.#endpoint.getJson('/status', { signal });
    return [{ entityRef: this.entityRefs[0], signal: 'thing', value: status }];
  }

  async close() {
    await this.#endpoint.close();
  }
}

testMisbehaviour('an HTTP source', ({ url }) => new ThingSource(url), {
  protocol: 'http',
});

describe('HttpEndpoint', () => {
  let server: Server;
  let endpoint: HttpEndpoint;
  let status = 200;
  const seen: string[] = [];
  const { signal } = new AbortController();

  beforeEach(async () => {
    seen.length = 0;
    status = 200;
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['x-own']}`);
      response
        .writeHead(status, { location: 'https://login.example.org/' })
        .end('{"ok":true}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    endpoint = new HttpEndpoint({
      ...common,
      url: `http://127.0.0.1:${port}/base`,
      headers: { 'x-own': 'yes' },
    });
  });

  afterEach(async () => {
    await endpoint.close();
    await new Promise(resolve => server.close(resolve));
  });

  it('asks below its base with its headers', async () => {
    await expect(endpoint.getJson('/a?b=c', { signal })).resolves.toEqual({
      ok: true,
    });
    expect(seen).toEqual(['GET /base/a?b=c yes']);
  });

  it('may wait for any part of a second', async () => {
    const { port } = server.address() as AddressInfo;
    const hasty = new HttpEndpoint({
      ...common,
      url: `http://127.0.0.1:${port}`,
      timeoutSeconds: 1.001,
    });
    await expect(hasty.getJson('/', { signal })).resolves.toEqual({ ok: true });
    await hasty.close();
  });

  it('takes the statuses that are answers, and those alone', async () => {
    status = 503;
    await expect(
      endpoint.get('/', { signal, accept: [200, 503] }),
    ).resolves.toMatchObject({ status: 503 });
    status = 302;
    await expect(endpoint.get('/', { signal })).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('redirect'),
      hint: expect.stringContaining('credentials'),
    });
    expect(seen).toHaveLength(2);
  });
});

describe('readHttpAccess', () => {
  const read = (item: Record<string, string>) =>
    readHttpAccess(new ConfigReader(item), 'here[0]');

  it('reads an address and credentials', () => {
    const access = read({
      url: 'https://a.example.org/x/',
      username: 'u',
      password: 'p',
    });
    expect(access.url).toBe('https://a.example.org/x');
    expect(basicAuthorization(access)).toEqual({
      authorization: 'Basic dTpw',
    });
  });

  it.each([
    [{ url: 'a.example.org' }, /here\[0\]\.url.*no URL/],
    [{ url: 'ftp://a.example.org' }, /here\[0\]\.url.*http/],
    [{ url: 'https://u:p@a.example.org' }, /here\[0\]\.url.*credentials/],
    [{ url: 'https://a', username: 'u' }, /here\[0\]\.password/],
  ])('names the key of %j', (item, message) => {
    expect(() => read(item)).toThrow(message);
  });
});
