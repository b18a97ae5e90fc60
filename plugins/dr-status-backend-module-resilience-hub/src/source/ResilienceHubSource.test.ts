import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  addConfiguredSources,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import {
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import type {
  AssessmentHistory,
  AssessmentRecord,
} from '../history/AssessmentHistory';
import type { WatchedHub } from '../service/Assessments';
import { anAssessment, ESTIMATES, FakeHub } from '../__testUtils__/FakeHub';
import { resilienceHubFamily } from './configuration';
import { ResilienceHubSource } from './ResilienceHubSource';
import {
  HUB_ASSESSMENTS,
  HUB_COMPLIANCE,
  HUB_DRIFT,
  HUB_ESTIMATES,
  HUB_POLICIES,
} from './signals';

const SETTINGS = {
  id: 'resilience-hub:here',
  kind: 'resilience-hub',
  name: 'here',
  title: 'Resilience Hub here',
  key: 'drStatus.sources.resilienceHub[0]',
  entityRefs: ['resource:default/hub'],
  intervalSeconds: 300,
  timeoutSeconds: 2,
};

function configure(items: JsonObject[]) {
  const hubs = new Map<string, WatchedHub>();
  const sources: Source[] = [];
  const misconfigured: string[] = [];
  addConfiguredSources(
    new ConfigReader({ drStatus: { sources: { resilienceHub: items } } }),
    {
      addSource: (...added) => sources.push(...added),
      addMisconfigured: ({ message }) => misconfigured.push(message),
    },
    resilienceHubFamily({
      manager: () => {
        throw new Error('The item brings its own credentials');
      },
      logger: mockServices.logger.mock(),
      onHub: (id, hub) => hubs.set(id, hub),
    }),
  );
  return { sources, misconfigured, hubs };
}

const ITEM = {
  name: 'here',
  entityRef: 'resource:default/hub',
  region: 'eu-west-1',
  timeout: 2,
  credentials: { accessKeyId: 'AKIATEST', secretAccessKey: TEST_SECRET },
};

testMisbehaviour(
  'Resilience Hub',
  ({ url }) => configure([{ ...ITEM, endpoint: url }]).sources[0],
  { protocol: 'http' },
);

describe('configuration of Resilience Hub', () => {
  it('takes an item, and lets it assess only where it says so', () => {
    const { sources, misconfigured, hubs } = configure([
      ITEM,
      { ...ITEM, name: 'assessing', assessing: {} },
      {
        ...ITEM,
        name: 'apart',
        assessing: {
          credentials: { accessKeyId: 'B', secretAccessKey: TEST_SECRET },
        },
      },
    ]);
    expect(misconfigured).toEqual([]);
    expect(
      sources.map(({ id, intervalSeconds }) => [id, intervalSeconds]),
    ).toEqual([
      ['resilience-hub:here', 300],
      ['resilience-hub:assessing', 300],
      ['resilience-hub:apart', 300],
    ]);
    expect(
      [...hubs.values()].map(({ config }) => config.assessing !== undefined),
    ).toEqual([false, true, true]);
    expect(sources[0].leastPrivilege).toContain('resiliencehub:ListApps');
    expect(sources[0].leastPrivilege).not.toContain('Start');
  });

  it.each<[JsonObject, RegExp]>([
    [{ region: undefined as any }, /resilienceHub\[0\]\.region/],
    [{ api: 'v2' }, /resilienceHub\[0\]\.api': "v2" is none of v1/],
    [{ credentials: undefined as any }, /resilienceHub\[0\]\.accountId/],
    [{ endpoint: 'ftp://x' }, /resilienceHub\[0\]\.endpoint/],
    [
      { assessing: { accountId: '12' } },
      /resilienceHub\[0\]\.assessing\.accountId.*12 digits/,
    ],
    [{ apps: 'one' }, /apps/],
  ])('names the key to fix in %j', (change, message) => {
    const { sources, misconfigured } = configure([{ ...ITEM, ...change }]);
    expect(sources).toEqual([]);
    expect(misconfigured).toEqual([expect.stringMatching(message)]);
  });
});

describe('ResilienceHubSource', () => {
  const logger = mockServices.logger.mock();
  const observe = (source: ResilienceHubSource) =>
    source.observe({
      signal: AbortSignal.timeout(5000),
      logger,
      now: Date.now,
    });
  const make = (
    hub: FakeHub,
    options: { apps?: string[]; history?: AssessmentHistory } = {},
  ) =>
    new ResilienceHubSource(SETTINGS, {
      config: { region: 'eu-west-1', hub },
      ...options,
    });
  const valueOf = (observations: any[], signal: string) =>
    observations.find(each => each.signal === signal)?.value;

  it('reports what the hub says, for each app under its own name', async () => {
    const hub = new FakeHub();
    hub.drifts = [
      { component: 'compute', disruption: 'AZ', before: null, now: null },
      { component: 'compute', disruption: 'Region', before: null, now: null },
    ];
    const observations = await observe(make(hub));
    expect(observations.map(({ signal }) => signal).sort()).toEqual(
      [
        HUB_ASSESSMENTS,
        HUB_COMPLIANCE,
        HUB_DRIFT,
        HUB_ESTIMATES,
        HUB_POLICIES,
      ].sort(),
    );
    const lastSuccessAt = hub.list[0].endedAt;
    expect(valueOf(observations, HUB_ASSESSMENTS)).toEqual([
      {
        app: 'orders',
        lastSuccessAt,
        schedule: 'daily',
        newest: {
          status: 'success',
          startedAt: hub.list[0].startedAt,
          message: null,
        },
      },
    ]);
    expect(valueOf(observations, HUB_COMPLIANCE)).toEqual([
      { app: 'orders', lastSuccessAt, compliance: 'met', scorePercent: 86 },
    ]);
    expect(valueOf(observations, HUB_ESTIMATES)).toEqual([
      {
        app: 'orders',
        lastSuccessAt,
        targets: hub.policy.targets,
        estimates: expect.objectContaining({
          Region: {
            compliance: 'met',
            estimatedRtoSeconds: ESTIMATES.Region!.estimatedRtoSeconds,
            estimatedRpoSeconds: ESTIMATES.Region!.estimatedRpoSeconds,
          },
        }),
      },
    ]);
    expect(valueOf(observations, HUB_DRIFT)).toEqual([
      {
        app: 'orders',
        lastSuccessAt,
        drift: 'not-detected',
        components: ['compute'],
      },
    ]);
    // Nothing by which the hub could be asked is shown.
    expect(JSON.stringify(observations)).not.toContain('arn:');
  });

  it('speaks of the last success while a newer one runs or has failed', async () => {
    const hub = new FakeHub();
    const succeeded = hub.list[0].endedAt;
    hub.list = [
      anAssessment('3', 0, { status: 'failed', message: 'No role.' }),
      ...hub.list,
    ];
    const [value] = valueOf(await observe(make(hub)), HUB_ASSESSMENTS);
    expect(value).toMatchObject({
      lastSuccessAt: succeeded,
      newest: { status: 'failed', message: 'No role.' },
    });
  });

  it('has nothing to say of an app that was never assessed', async () => {
    const hub = new FakeHub();
    hub.list = [];
    hub.app = {
      ...hub.app,
      compliance: 'not-assessed',
      policyHandle: undefined,
    };
    const observations = await observe(make(hub));
    expect(valueOf(observations, HUB_ESTIMATES)).toEqual([
      { app: 'orders', lastSuccessAt: null, targets: null, estimates: {} },
    ]);
    expect(valueOf(observations, HUB_POLICIES)).toEqual([
      { app: 'orders', policy: null },
    ]);
  });

  it('says which key is wrong for an app that is not in the region', async () => {
    await expect(
      observe(make(new FakeHub(), { apps: ['orders', 'bills'] })),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'Resilience Hub in eu-west-1 has no app called bills.',
      hint: expect.stringContaining('drStatus.sources.resilienceHub[0].apps'),
    });
  });

  it('asks for what has ended once', async () => {
    const hub = new FakeHub();
    hub.list = Array.from({ length: 300 }, (_, day) =>
      anAssessment(String(999 - day), day * 24),
    );
    const source = make(hub);
    await observe(source);
    expect(hub.asked).toContain('assessment 700');
    hub.asked.length = 0;
    await observe(source);
    expect(hub.asked).toEqual([
      'listApps',
      'assessments',
      'assessment 999',
      'describePolicy',
    ]);
    hub.asked.length = 0;
    hub.list = [anAssessment('1000', 0), ...hub.list];
    await observe(source);
    expect(hub.asked).toEqual([
      'listApps',
      'assessments',
      'assessment 1000',
      'assessment 999',
      'describePolicy',
      'describeAssessment',
      'listRecommendations',
      'listDrifts',
    ]);
  });

  describe('with a history', () => {
    const aHistory = (change: Partial<AssessmentHistory> = {}) => {
      const saved: AssessmentRecord[] = [];
      const history = {
        saveApps: jest.fn(async () => {}),
        save: jest.fn(async (_appId: string, records: AssessmentRecord[]) => {
          saved.push(...records);
        }),
        withoutDetail: jest.fn(async () => [] as string[]),
        ...change,
      };
      return { history: history as unknown as AssessmentHistory, saved };
    };

    it('keeps the app, every assessment, and the newest in full', async () => {
      const { history, saved } = aHistory();
      await observe(make(new FakeHub(), { history }));
      expect(history.saveApps).toHaveBeenCalledWith('resilience-hub:here', [
        {
          handle: 'arn:aws:resiliencehub:r:1:app/app-1',
          app: expect.objectContaining({ name: 'orders', assessable: false }),
        },
      ]);
      expect(saved).toHaveLength(3);
      expect(saved[2]).toMatchObject({
        assessment: { assessmentId: '2', disruptions: ESTIMATES },
        recommendations: [{ component: 'database' }],
        drifts: [],
      });
    });

    it('reads the older ones in full, a few in each round', async () => {
      const hub = new FakeHub();
      const withoutDetail = jest.fn(async () => [hub.list[1].handle]);
      const { history, saved } = aHistory({ withoutDetail });
      await observe(make(hub, { history }));
      expect(withoutDetail).toHaveBeenCalledWith('app-1', 4);
      expect(saved.at(-1)).toMatchObject({
        assessment: { assessmentId: '1', disruptions: ESTIMATES },
      });
    });

    it('keeps the other apps when an older assessment cannot be read', async () => {
      const hub = new FakeHub();
      const gone = jest.fn(async () => {
        throw new Error('It is gone');
      });
      const { history, saved } = aHistory({
        withoutDetail: async () => ['gone', hub.list[1].handle],
      });
      const read = hub.describeAssessment.bind(hub);
      hub.describeAssessment = async handle =>
        handle === 'gone' ? gone() : read(handle);
      await observe(make(hub, { history }));
      expect(gone).toHaveBeenCalled();
      expect(saved.at(-1)).toMatchObject({ assessment: { assessmentId: '1' } });
    });

    it('observes all the same when nothing can be kept', async () => {
      const { history } = aHistory({
        saveApps: async () => {
          throw new Error('The disk is full');
        },
      });
      expect(await observe(make(new FakeHub(), { history }))).toHaveLength(5);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('The disk is full'),
      );
    });
  });
});
