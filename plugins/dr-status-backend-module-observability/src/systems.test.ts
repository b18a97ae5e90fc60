import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@backstage/types';
import {
  askOnce,
  configuredSource,
  sourceOf,
  TEST_SECRET,
  testMisbehaviour,
  type MisbehaviourTestOptions,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { OBSERVABILITY_SYSTEMS, observabilityFamily } from './systems';

const LOGIN = { username: 'twinshore', password: TEST_SECRET };
const TOKEN = { token: TEST_SECRET };

/** An item of each system that asks all it can ask. */
const ITEMS: Record<string, (url: string) => JsonObject> = {
  prometheus: url => ({ url, ...TOKEN }),
  slo: url => ({ replicas: [url, url], ...LOGIN }),
  'error-budget': url => ({ url, ...LOGIN }),
  alertmanager: url => ({ replicas: [url], ...LOGIN }),
  'alert-delivery': url => ({ url, ...TOKEN }),
  grafana: url => ({ url }),
  elasticsearch: url => ({
    url,
    ...TOKEN,
    logs: { indices: 'logs-*' },
    followers: true,
  }),
  logstash: url => ({ url, ...LOGIN }),
  kibana: url => ({ url, ...TOKEN }),
  jaeger: url => ({ url, health: { url }, ...TOKEN, services: ['api'] }),
  pagerduty: url => ({ url, ...TOKEN, serviceId: 'PABC123' }),
};

const item = (system: string, more: JsonObject): JsonObject => ({
  name: 'it',
  system,
  entityRef: 'resource:default/it',
  timeout: 1,
  ...more,
});

it('has an item of every system', () => {
  expect(Object.keys(ITEMS)).toEqual(OBSERVABILITY_SYSTEMS.map(({ id }) => id));
});

const OPTIONS: MisbehaviourTestOptions = { protocol: 'http' };
for (const { id } of OBSERVABILITY_SYSTEMS) {
  testMisbehaviour(
    id,
    ({ url }) => sourceOf(observabilityFamily, item(id, ITEMS[id](url))),
    OPTIONS,
  );
}

describe('answers that lack what is needed', () => {
  let server: Server;
  let answer = '';
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(answer);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  const ANSWERS = [
    '{}',
    '[]',
    'null',
    '{"status":"success","data":{"result":[{}]}}',
    '{"status":{"overall":[]},"cluster":{"status":1},"service":{},"indicators":7}',
  ];
  const cases = OBSERVABILITY_SYSTEMS.flatMap(({ id }) =>
    ANSWERS.map((text): [string, string] => [id, text]),
  )
    // To these two a status is all that is needed.
    .filter(
      ([id, text]) =>
        !(/logstash|jaeger|elasticsearch/.test(id) && /"status":"s/.test(text)),
    );
  it.each(cases)('%s asking where %s is said', async (id, text) => {
    answer = text;
    const { port } = server.address() as AddressInfo;
    const source = sourceOf(
      observabilityFamily,
      item(id, ITEMS[id](`http://127.0.0.1:${port}`)),
    );
    await expect(askOnce(source)).rejects.toMatchObject({
      name: 'SourceFailure',
      kind: 'malformed',
    });
    await source.close?.();
  });
});

const URL = 'http://127.0.0.1:9';
it.each<[string, JsonObject, RegExp]>([
  ['prometheus', {}, /\[0\]\.url'/],
  ['prometheus', { url: 'prometheus:9090' }, /\[0\]\.url'/],
  ['prometheus', { replicas: [] }, /\[0\]\.replicas'/],
  [
    'prometheus',
    { replicas: [URL, 'ftp://x'] },
    /\[0\]\.replicas\[1\]\.url': an http or https URL/,
  ],
  [
    'slo',
    { url: URL, requests: { counter: 'http requests' } },
    /\[0\]\.requests\.counter': the name of a metric/,
  ],
  [
    'slo',
    { url: URL, requests: { selector: '{job="api"}' } },
    /\[0\]\.requests\.selector': label matchers without braces/,
  ],
  [
    'slo',
    { url: URL, requests: { failed: 'code=500' } },
    /\[0\]\.requests\.failed'/,
  ],
  [
    'slo',
    { url: URL, requests: { withinSeconds: 0 } },
    /\[0\]\.requests\.withinSeconds'/,
  ],
  ['slo', { url: URL, window: 'soon' }, /\[0\]\.window'/],
  ['error-budget', { url: URL, period: 5 }, /\[0\]\.period': .*ten seconds/],
  ['alert-delivery', { url: URL, selector: 'x' }, /\[0\]\.selector'/],
  [
    'elasticsearch',
    { url: URL, logs: { indices: '../_all' } },
    /\[0\]\.logs\.indices'/,
  ],
  ['jaeger', { url: URL, health: { url: 'x' } }, /\[0\]\.health\.url'/],
  ['pagerduty', { url: URL, serviceId: 'P1' }, /\[0\]\.token'/],
  [
    'pagerduty',
    { ...TOKEN, serviceId: 'P1/../users' },
    /\[0\]\.serviceId': the id of a service/,
  ],
  ['nagios', { url: URL }, /\[0\]\.system': "nagios" is none of prometheus, /],
])('names the key of a wrong %s item: %j', (system, more, message) => {
  const wrong = configuredSource(observabilityFamily, item(system, more));
  expect(wrong).toEqual(expect.stringMatching(message));
  expect(wrong).not.toContain(TEST_SECRET);
});

it('asks PagerDuty’s own address where none is given', () => {
  expect(
    sourceOf(
      observabilityFamily,
      item('pagerduty', { ...TOKEN, serviceId: 'P1' }),
    ),
  ).toMatchObject({ id: 'pagerduty:it', kind: 'pagerduty' });
});
