import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import {
  DrStatusError,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';
import {
  FakeDrStatusApi,
  FakeSignalApi,
  aSource,
} from '@twinshore/plugin-dr-status-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { resilienceHubApiRef } from './api/ResilienceHubClient';
import { ResilienceHubPage } from './ResilienceHubPage';
// The page loads it when it is needed; a test need not wait for its reading.
import './ScoreChart';
import {
  anApp,
  anAssessment,
  anEstimate,
  FakeResilienceHubApi,
  hoursAgo,
  permissionsBut,
} from './__testUtils__/hub';

const hubSource = (change: Partial<SourceStatus> = {}) =>
  aSource({
    id: 'resilience-hub:here',
    kind: 'resilience-hub',
    title: 'Resilience Hub here',
    ...change,
  });

function show(
  prepare: (api: FakeResilienceHubApi) => void = () => {},
  options: { sources?: SourceStatus[]; at?: string } = {},
) {
  const api = new FakeResilienceHubApi();
  prepare(api);
  const status = new FakeDrStatusApi();
  status.sources = options.sources ?? [hubSource()];
  renderInTestApp(<ResilienceHubPage />, {
    initialRouteEntries: [options.at ?? '/dr/resilience-hub'],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    apis: [
      [resilienceHubApiRef, api],
      [drStatusApiRef, status],
      [signalApiRef, new FakeSignalApi()],
      [permissionApiRef, permissionsBut()],
    ],
  });
  return Object.assign(api, { status });
}

const rowsOf = async (name: string | RegExp) => {
  const table = await screen.findByRole('table', { name });
  return within(table).getAllByRole('row').slice(1);
};
const estimates = () => rowsOf(/Estimates for each disruption/);

describe('ResilienceHubPage', () => {
  it('shows apps with compliance, score, drift and age, and says that all is estimated', async () => {
    show();
    const [row] = await rowsOf('Apps');
    expect(row).toHaveTextContent(
      /orders.*eu-west-1.*Met.*Policy met.*86 of 100.*RTO 40 m, RPO 10 m.*None detected.*2 h ago/,
    );
    expect(screen.getByText(/Nothing on this page is measured/)).toBeVisible();
  });

  it('holds each estimate against the policy', async () => {
    show(api =>
      api.change({
        lastSuccess: anAssessment('1', 2, {
          disruptions: {
            Software: anEstimate(1500, null),
            Hardware: anEstimate(120, 0),
            Region: {
              ...anEstimate(172_800, 600),
              achievableRtoSeconds: 3000,
              rtoDescription: 'The replica does not run.',
              rpoDescription: 'The replica does not run.',
            },
          },
        }),
      }),
    );
    const [software, hardware, zone, region] = await estimates();
    expect(software).toHaveTextContent(
      /application fails.*25 m of at most 1 h.*no estimate of at most 15 m.*Unknown/,
    );
    expect(hardware).toHaveTextContent(/Hardware.*2 m of at most 15 m.*Met/);
    expect(zone).toHaveTextContent(/zone is lost.*no estimate.*Unknown/);
    expect(region).toHaveTextContent(
      /region is lost.*2 d of at most 1 h · could be 50 m.*BreachedThe replica does not run\.$/,
    );
  });

  it('calls estimates that are old unknown', async () => {
    show(api =>
      api.change({ lastSuccess: anAssessment('1', 80), newest: null }),
    );
    const [row] = await rowsOf('Apps');
    expect(row).toHaveTextContent(/Unknown.*Assessed too long ago to say/);
    for (const estimate of await estimates()) {
      expect(estimate).toHaveTextContent('Unknown');
    }
  });

  it('leads with the app that needs looking at, and takes another from the address', async () => {
    const two = (api: FakeResilienceHubApi) => {
      api.apps = [
        anApp(),
        anApp({ appId: 'app-2', name: 'payments', compliance: 'breached' }),
      ];
    };
    show(two);
    expect(
      await screen.findByRole('heading', { name: 'payments' }),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('link', { name: 'orders' }));
    expect(
      await screen.findByRole('heading', { name: 'orders' }),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: 'orders' })).toHaveAttribute(
      'aria-current',
      'true',
    );
  });

  it('shows drift and recommendations, breaches first and open', async () => {
    show(api => {
      api.change({ drift: 'detected' });
      api.drifts = [
        {
          component: 'compute',
          disruption: 'AZ',
          before: anEstimate(180, 0),
          now: anEstimate(252, 0),
        },
      ];
      const option = (name: string) => ({
        name,
        description: null,
        optimisation: 'LeastCost',
        suggestedChanges: [`${name} indeed`],
        expected: {},
      });
      api.recommendations = [
        {
          component: 'compute',
          status: 'met-can-improve',
          options: [option('Spread')],
        },
        {
          component: 'database',
          status: 'breached-can-meet',
          options: [option('Replicate')],
        },
      ];
    });
    const drift = await screen.findByRole('region', { name: /Drift/ });
    expect(
      await within(drift).findByRole('row', { name: /compute/ }),
    ).toHaveTextContent(
      /A zone is lost.*RTO 3 m, RPO 0 s.*RTO 4 m 12 s, RPO 0 s/,
    );
    expect(within(drift).getByText('At risk')).toBeVisible();
    const list = screen.getByRole('region', { name: 'Recommendations' });
    const items = within(list).getAllByRole('group');
    expect(items[0]).toHaveTextContent(/database.*Breached, can be met/);
    expect(items[0]).toHaveAttribute('open');
    expect(items[1]).not.toHaveAttribute('open');
    expect(within(list).getByText('Replicate indeed')).toBeVisible();
  });

  it('draws the past, and tells it as a table', async () => {
    show(api => {
      api.assessments = [
        anAssessment('3', 2),
        anAssessment('2', 26, { compliance: 'breached', scorePercent: 71 }),
        anAssessment('1', 50, {
          status: 'failed',
          compliance: null,
          scorePercent: null,
          message: 'No role.',
          startedBy: 'user:default/otto',
        }),
      ];
      api.totalItems = 500;
    });
    expect(
      await screen.findByRole('img', {
        name: /3 assessments since .*: 1 met, 1 breached, 1 failed\. Score 71 to 86 of 100/,
      }),
    ).toBeVisible();
    await userEvent.click(screen.getByText('As a table'));
    expect(screen.getByText('The newest 3 of 500.')).toBeVisible();
    const region = screen.getByRole('region', {
      name: 'Assessments, newest first',
    });
    const [first, second, third] = within(region).getAllByRole('row').slice(1);
    expect(first).toHaveTextContent(/Met.*86.*schedule/);
    expect(second).toHaveTextContent(/Breached.*71/);
    expect(third).toHaveTextContent(/Failed.*otto.*No role\./);
  });

  it('has an app assessed, shows how far it is, and says how it ended', async () => {
    const api = show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Assess now: orders' }),
    );
    expect(api.started).toEqual(['app-1']);
    const progress = await screen.findByRole('progressbar', {
      name: 'Assessment of orders',
    });
    expect(progress).toHaveAttribute('aria-valuetext', 'Waiting to begin');
    expect(progress).toHaveTextContent(/started by otto/);
    expect(
      screen.getByRole('button', { name: 'Assess now: orders' }),
    ).toBeDisabled();

    const ended = anAssessment('2', 0, {
      compliance: 'breached',
      disruptions: { Region: anEstimate(172_800, 600) },
    });
    api.change({ compliance: 'breached', newest: ended, lastSuccess: ended });
    // It asks every two seconds while somebody waits.
    expect(
      await screen.findByText(
        'The assessment of orders has ended.',
        {},
        { timeout: 5000 },
      ),
    ).toBeInTheDocument();
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    expect((await rowsOf('Apps'))[0]).toHaveTextContent('Policy breached');
    await waitFor(() =>
      expect(api.status.refreshed).toEqual(['resilience-hub:here']),
    );
  });

  it('says why none was started', async () => {
    show(api => {
      api.refusal = new DrStatusError(
        'failed',
        'orders is being assessed already',
      );
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Assess now: orders' }),
    );
    expect(
      await screen.findByText(
        'Could not start: orders is being assessed already',
      ),
    ).toBeVisible();
  });

  it('says where the hub is only read', async () => {
    show(api => api.change({ assessable: false }));
    expect(
      await screen.findByText(/not configured for resilience-hub:here/),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /Assess now/ }),
    ).not.toBeInTheDocument();
  });

  it('stays up while a source is silent, and says that it is', async () => {
    show(() => {}, {
      sources: [
        hubSource({
          state: 'failing',
          error: {
            kind: 'unauthorized',
            message: 'Resilience Hub denies access.',
            hint: 'Attach the IAM policy.',
          },
        }),
        aSource({
          state: 'failing',
          error: { kind: 'failed', message: 'Not ours.' },
        }),
      ],
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      /Resilience Hub here does not answer. Resilience Hub denies access. Attach the IAM policy. What is shown is the last/,
    );
    expect((await rowsOf('Apps'))[0]).toHaveTextContent(
      /orders.*Unknown.*Its source does not answer.*Unknown/,
    );
    for (const estimate of await estimates()) {
      expect(estimate).toHaveTextContent('Unknown');
    }
    expect(screen.queryByText(/Not ours/)).not.toBeInTheDocument();
  });

  it.each<[string, SourceStatus[], RegExp]>([
    [
      'no source',
      [aSource()],
      /Add the regions to ask under drStatus\.sources\.resilienceHub/,
    ],
    ['no app', [hubSource()], /has no app there/],
    [
      'no answer yet',
      [hubSource({ state: 'starting' })],
      /have not answered yet/,
    ],
  ])('says what to do where there is %s', async (_, sources, text) => {
    show(
      api => {
        api.apps = [];
      },
      { sources },
    );
    expect(
      await screen.findByRole('heading', { name: 'No app is watched yet' }),
    ).toBeVisible();
    expect(await screen.findByText(text)).toBeVisible();
  });

  it('shows an app that was never assessed', async () => {
    show(api => {
      api.change({
        compliance: 'not-assessed',
        drift: 'not-checked',
        scorePercent: null,
        lastSuccess: null,
        newest: null,
        policy: null,
      });
      api.assessments = [];
    });
    const [row] = await rowsOf('Apps');
    expect(row).toHaveTextContent(/Unknown.*Never assessed.*never/);
    expect(screen.getByText('No assessment has succeeded yet.')).toBeVisible();
    expect(
      await screen.findByText('Nothing has been assessed yet.'),
    ).toBeVisible();
  });

  it('says that it is loading', async () => {
    show(api => {
      api.hang = true;
    });
    expect(
      await screen.findByRole('status', {
        name: 'Loading the apps of Resilience Hub',
      }),
    ).toBeInTheDocument();
  });

  it('says of each part of an app that it is loading, or why it is not there', async () => {
    const never = () => new Promise<never>(() => {});
    show(api => {
      api.getDrifts = never;
      api.getAssessments = async () => {
        throw new DrStatusError('failed', 'The history is not there.');
      };
    });
    for (const name of [/^Drift/, 'Recommendations']) {
      const part = await screen.findByRole('region', { name });
      expect(within(part).getByText('Loading…')).toBeVisible();
    }
    const history = screen.getByRole('region', { name: 'Assessments' });
    expect(
      await within(history).findByText('The history is not there.'),
    ).toBeVisible();
    expect(within(history).queryByText('Loading…')).not.toBeInTheDocument();
  });

  it.each([
    ['forbidden', 'You may not see the posture'],
    ['unauthenticated', 'You are signed out'],
    ['failed', 'The portal answered with an error'],
    ['unreachable', 'The portal does not answer'],
  ] as const)('says that it is %s, and tries again', async (kind, title) => {
    const api = show(fake => {
      fake.error = new DrStatusError(kind, 'In its own words.');
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(title);
    api.error = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect((await rowsOf('Apps'))[0]).toHaveTextContent('orders');
    await waitFor(() =>
      expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
    );
  });
});

describe('what is shown of time', () => {
  it('keeps the moment of the last success while a newer one failed', async () => {
    show(api =>
      api.change({
        newest: anAssessment('2', 1, { status: 'failed', compliance: null }),
        lastSuccess: anAssessment('1', 5),
      }),
    );
    const [row] = await rowsOf('Apps');
    expect(within(row).getByText('5 h ago')).toHaveAttribute(
      'dateTime',
      expect.stringContaining(hoursAgo(5).slice(0, 15)),
    );
  });
});
