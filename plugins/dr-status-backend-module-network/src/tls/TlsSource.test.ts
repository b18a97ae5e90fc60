import {
  createServer,
  type SecureVersion,
  type Server,
  type TlsOptions,
} from 'node:tls';
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
} from 'node:net';
import {
  askOnce,
  configuredSource,
  HostileServer,
  sourceOf,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { networkFamily } from '../systems';
import {
  Authority,
  hasOpenssl,
  type Certificate,
} from '../testing/certificates';
import type { TlsEndpoint } from './signals';

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;
if (!hasOpenssl) {
  process.stderr.write('No openssl on the path: its tests are skipped.\n');
}

const item = (endpoints: object[], ca?: string) => ({
  name: 'site',
  system: 'tls',
  entityRef: 'resource:default/endpoints',
  timeout: 5,
  endpoints,
  ...(ca && { ca }),
});

describeWithOpenssl('TlsSource asking servers of Node.js', () => {
  let authority: Authority;
  let good: Certificate;
  const servers: Server[] = [];

  beforeAll(async () => {
    authority = await Authority.create('An authority');
    good = await authority.issue('www.example.org', 90);
  });
  afterEach(async () => {
    await Promise.all(
      servers
        .splice(0)
        .map(server => new Promise(resolve => server.close(resolve))),
    );
  });
  afterAll(() => authority?.remove());

  async function serve(
    certificate: Certificate,
    versions: { minVersion?: SecureVersion; maxVersion?: SecureVersion } = {
      minVersion: 'TLSv1.3',
    },
    name = 'www.example.org',
    more: TlsOptions = {},
  ) {
    const server = createServer({
      ...certificate,
      ...versions,
      ...more,
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    // Handshakes that fail, and connections that nothing is sent over.
    server.on('tlsClientError', () => {});
    server.on('secureConnection', socket => {
      socket.on('error', () => {});
      socket.resume();
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return {
      name,
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      servername: name,
    };
  }

  async function see(
    endpoints: object[],
    ca: string | undefined = authority.cert,
  ): Promise<TlsEndpoint[]> {
    const source = sourceOf(networkFamily, item(endpoints, ca));
    const [observation] = await askOnce(source);
    return (observation.value as { endpoints: TlsEndpoint[] }).endpoints;
  }

  it('sees one that speaks 1.3 alone', async () => {
    const [endpoint] = await see([await serve(good)]);
    expect(endpoint).toEqual({
      name: 'www.example.org',
      cause: null,
      versions: {
        'TLSv1.3': 'accepted',
        'TLSv1.2': 'refused',
        'TLSv1.1': 'refused',
        TLSv1: 'refused',
      },
      certificate: {
        subject: 'www.example.org',
        issuer: 'An authority',
        validTo: expect.any(String),
        mistrust: null,
        nameMatches: true,
      },
    });
    const days =
      (Date.parse(endpoint.certificate!.validTo) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
  });

  it('sees old versions, each by itself', async () => {
    const [old, ancient, middle] = await see([
      await serve(good, { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }),
      await serve(good, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }),
      await serve(good, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }),
    ]);
    expect(old.versions).toEqual({
      'TLSv1.3': 'accepted',
      'TLSv1.2': 'accepted',
      'TLSv1.1': 'accepted',
      TLSv1: 'accepted',
    });
    expect(ancient.versions).toEqual({
      'TLSv1.3': 'refused',
      'TLSv1.2': 'refused',
      'TLSv1.1': 'accepted',
      TLSv1: 'accepted',
    });
    expect(middle.versions).toMatchObject({
      'TLSv1.3': 'refused',
      'TLSv1.2': 'accepted',
      'TLSv1.1': 'refused',
    });
    expect(middle.certificate).toMatchObject({ mistrust: null });
  });

  it('sees certificates that have expired, are for another name, or from nobody known', async () => {
    const other = await Authority.create('Another authority');
    try {
      const [expired, misnamed, unknown] = await see([
        await serve(await authority.issue('www.example.org', -1)),
        await serve(good, undefined, 'api.example.org'),
        await serve(await other.issue('www.example.org', 90)),
      ]);
      expect(expired.certificate).toMatchObject({
        mistrust: 'CERT_HAS_EXPIRED',
        nameMatches: true,
      });
      expect(Date.parse(expired.certificate!.validTo)).toBeLessThan(Date.now());
      expect(misnamed.certificate).toMatchObject({
        mistrust: null,
        nameMatches: false,
      });
      expect(unknown.certificate).toMatchObject({
        mistrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        nameMatches: true,
      });
    } finally {
      await other.remove();
    }
  });

  it('takes the address and the authority of an endpoint alone', async () => {
    const { port } = await serve(await authority.issue('localhost', 90));
    const [endpoint] = await see(
      [{ url: `https://localhost:${port}/`, ca: authority.cert }],
      '',
    );
    expect(endpoint).toMatchObject({
      name: 'localhost',
      certificate: { mistrust: null, nameMatches: true },
    });
  });

  it('trusts no authority that it was not told of', async () => {
    const [endpoint] = await see([await serve(good)], '');
    expect(endpoint.certificate).toMatchObject({
      mistrust: expect.stringMatching(/VERIFY|ISSUER/),
    });
  });

  it('is not deceived by endpoints that want a certificate of the client', async () => {
    const wanting = { requestCert: true, rejectUnauthorized: true };
    const [old, older] = await see([
      await serve(good, { minVersion: 'TLSv1.2' }, undefined, wanting),
      await serve(
        good,
        { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
        undefined,
        wanting,
      ),
    ]);
    expect(old).toMatchObject({
      versions: { 'TLSv1.3': 'accepted', 'TLSv1.2': 'accepted' },
      certificate: { nameMatches: true, mistrust: null },
    });
    expect(older).toMatchObject({
      cause: null,
      versions: { 'TLSv1.3': 'refused', 'TLSv1.2': 'accepted' },
      certificate: null,
    });
  });

  it('goes on where one of several does not answer', async () => {
    const gone = await serve(good);
    await new Promise(resolve => servers.pop()!.close(resolve));
    const endpoints = await see([gone, await serve(good)]);
    expect(endpoints).toEqual([
      expect.objectContaining({
        cause: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/),
        versions: {},
        certificate: null,
      }),
      expect.objectContaining({ cause: null }),
    ]);
  });

  it('does not wait for one that hangs longer than it may', async () => {
    const hung = await HostileServer.start('hung');
    const source = sourceOf(networkFamily, {
      ...item([
        ...Array.from({ length: 20 }, () => ({
          host: hung.host,
          port: hung.port,
        })),
        await serve(good),
      ]),
      timeout: 3,
    });
    try {
      const [{ value }] = await askOnce(source);
      const { endpoints } = value as { endpoints: TlsEndpoint[] };
      expect(endpoints[0].cause).toMatch(/in time/);
      expect(endpoints[20].cause).toBeNull();
    } finally {
      await hung.close();
    }
  });

  it('takes a connection that is closed for a refusal where another version is accepted', async () => {
    const behind = await serve(good);
    // A middlebox that lets nothing but TLS 1.3 through, without a word.
    const box = createTcpServer(client => {
      client.on('error', () => {});
      client.once('data', hello => {
        // The extension supported_versions with 0x0304 in it.
        if (
          !hello.includes(
            Buffer.from([0x00, 0x2b, 0x00, 0x03, 0x02, 0x03, 0x04]),
          )
        ) {
          client.resetAndDestroy();
          return;
        }
        const server = connect(behind.port, '127.0.0.1');
        server.on('error', () => client.destroy());
        server.write(hello);
        client.pipe(server).pipe(client);
      });
    });
    await new Promise<void>(resolve => box.listen(0, '127.0.0.1', resolve));
    try {
      const [endpoint] = await see([
        { ...behind, port: (box.address() as AddressInfo).port },
      ]);
      expect(endpoint.versions).toEqual({
        'TLSv1.3': 'accepted',
        'TLSv1.2': 'refused',
        'TLSv1.1': 'refused',
        TLSv1: 'refused',
      });
    } finally {
      box.close();
    }
  });
});

it.each([
  [{ endpoints: [] }, /\[0\]\.endpoints/],
  [{ endpoints: [{ port: 443 }] }, /host/],
  [{ endpoints: [{ host: 'a', port: 0 }] }, /endpoints\[0\]\.port/],
  [{ endpoints: [{ url: 'http://a' }] }, /endpoints\[0\]\.url.*https/],
])('names the key of what is wrong: %j', (change, message) => {
  expect(configuredSource(networkFamily, { ...item([]), ...change })).toMatch(
    message,
  );
});

testMisbehaviour(
  'the TLS source',
  ({ host, port }) =>
    sourceOf(networkFamily, {
      ...item([
        { host, port },
        { host, port, servername: 'www.example.org' },
      ]),
      timeout: 1,
    }),
  { protocol: 'tcp' },
);
