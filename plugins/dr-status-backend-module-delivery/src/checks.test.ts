import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  judgeAlone,
  type CheckCase,
  type Situation,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { gitChecks } from './git/checks';
import { GIT_REPOSITORIES, type GitCopy } from './git/signals';
import { harborChecks } from './harbor/checks';
import {
  HARBOR_HEALTH,
  HARBOR_REPLICATION,
  type HarborExecution,
  type HarborPolicy,
} from './harbor/signals';
import { jenkinsChecks } from './jenkins/checks';
import {
  JENKINS_CONTROLLER,
  JENKINS_DRILL,
  JENKINS_PIPELINES,
  type JenkinsBuild,
  type JenkinsController,
  type JenkinsDrill,
} from './jenkins/signals';
import { nexusChecks } from './nexus/checks';
import { NEXUS_STATUS, type NexusStatus } from './nexus/signals';
import { sonarqubeChecks } from './sonarqube/checks';
import {
  SONARQUBE_GATES,
  SONARQUBE_STATUS,
  type SonarqubeStatus,
} from './sonarqube/signals';
import { trivyChecks } from './trivy/checks';
import { TRIVY_SERVER } from './trivy/signals';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const DAY = 86_400;

type Row = CheckCase<Situation>;
const FAILING: Row = [
  'it cannot be asked',
  'it',
  'failing',
  'unknown',
  /It did not answer/,
];

function describeSystem(
  title: string,
  entity: { type: string; tags?: string[] },
  all: Check[],
  rows: Row[][],
) {
  describeChecks<Situation>(title, {
    all,
    cases: all.map((check, index): [Check, Row[]] => [
      check,
      [...rows[index], FAILING],
    ]),
    judge: (check, _, situation) => judgeAlone(check, entity, situation, NOW),
  });

  it(`leaves entities of other kinds alone: ${title}`, () => {
    for (const check of all) {
      expect(judgeAlone(check, { type: 'other' }, {})).toBeUndefined();
      const sibling = { type: entity.type, tags: ['other'] };
      expect(judgeAlone(check, sibling, {}) !== undefined).toBe(!entity.tags);
    }
  });
}

const controller = (change: Partial<JenkinsController> = {}): Situation => ({
  [JENKINS_CONTROLLER]: {
    version: '2.479.1',
    quietingDown: false,
    agents: [
      { name: 'agent-1', online: true },
      { name: 'agent-2', online: false },
    ],
    agentsOnDemand: false,
    ...change,
  },
});
const build = (change: Partial<JenkinsBuild> = {}): JenkinsBuild => ({
  number: 7,
  result: 'SUCCESS',
  startedAt: ago(3600),
  durationSeconds: 2400,
  ...change,
});
const lastBuild = (last: JenkinsBuild | null): Situation => ({
  [JENKINS_PIPELINES]: {
    pipelines: [
      { name: 'api', last: build() },
      { name: 'web', last },
    ],
  },
});
const drill = (change: Partial<JenkinsDrill> = {}): Situation => ({
  [JENKINS_DRILL]: {
    job: 'dr/drill',
    last: build(),
    lastStable: build(),
    ...change,
  },
});

describeSystem(
  'Jenkins',
  { type: 'pipeline', tags: ['jenkins'] },
  jenkinsChecks,
  [
    [
      [
        'all is well',
        'it',
        controller(),
        'met',
        /1 of 2 agents online \(offline: agent-2\)/,
      ],
      [
        'agents come on demand',
        'it',
        controller({ agents: [], agentsOnDemand: true }),
        'met',
        /on demand/,
      ],
      [
        'it quiets down',
        'it',
        controller({ quietingDown: true }),
        'at-risk',
        /no new builds/,
      ],
      [
        'no agent is online',
        'it',
        controller({ agents: [{ name: 'a', online: false }] }),
        'breached',
        /none of its 1 agents/,
      ],
      [
        'it has no agents',
        'it',
        controller({ agents: [] }),
        'breached',
        /none of its 0 agents/,
      ],
    ],
    [
      ['all is well', 'it', lastBuild(build()), 'met', /all 2 pipelines/],
      [
        'one failed',
        'it',
        lastBuild(build({ result: 'FAILURE' })),
        'at-risk',
        /Build 7 of web, 1 h ago, ended with FAILURE/,
      ],
      [
        'one was aborted',
        'it',
        lastBuild(build({ result: 'ABORTED' })),
        'at-risk',
        /ABORTED/,
      ],
      [
        'one has never run',
        'it',
        lastBuild(null),
        'unknown',
        /never been built/,
      ],
      [
        'a result is new',
        'it',
        lastBuild(build({ result: 'HUM' })),
        'unknown',
        /HUM, which/,
      ],
      [
        'a result is not told',
        'it',
        lastBuild(build({ result: null })),
        'unknown',
        /no result/,
      ],
      [
        'there is none',
        'it',
        { [JENKINS_PIPELINES]: { pipelines: [] } },
        'unknown',
        /no job/,
      ],
    ],
    [
      [
        'all is well',
        'it',
        drill(),
        'met',
        /1 h ago and took 40 min, of 1 h allowed/,
      ],
      [
        'it is the last day',
        'it',
        drill({ lastStable: build({ startedAt: ago(92 * DAY) }) }),
        'met',
        /92 d ago/,
      ],
      [
        'it is too old',
        'it',
        drill({ lastStable: build({ startedAt: ago(93 * DAY) }) }),
        'breached',
        /more than the 92 days/,
      ],
      [
        'it took too long',
        'it',
        drill({ lastStable: build({ durationSeconds: 3700 }) }),
        'breached',
        /RTO of 1 h/,
      ],
      [
        'nobody knows how long it took',
        'it',
        drill({ lastStable: build({ durationSeconds: null }) }),
        'unknown',
        /how long the last drill/,
      ],
      [
        'its date is to come',
        'it',
        drill({ lastStable: build({ startedAt: ago(-DAY) }) }),
        'unknown',
        /to come/,
      ],
      [
        'the one after it failed',
        'it',
        drill({ last: build({ number: 8, result: 'FAILURE' }) }),
        'at-risk',
        /drill 8 after it ended with FAILURE/,
      ],
      [
        'none ever succeeded',
        'it',
        drill({ lastStable: null }),
        'breached',
        /never succeeded/,
      ],
      [
        'none ever ran',
        'it',
        drill({ last: null, lastStable: null }),
        'breached',
        /never run/,
      ],
      [
        'no job is configured',
        'it',
        drill({ job: null, last: null, lastStable: null }),
        'unknown',
        /drillJob/,
      ],
    ],
  ],
);

const sonarqube = (change: Partial<SonarqubeStatus> = {}): Situation => ({
  [SONARQUBE_STATUS]: {
    version: '10.7',
    status: 'UP',
    health: 'GREEN',
    causes: [],
    ...change,
  },
});
const gates = (...statuses: string[]): Situation => ({
  [SONARQUBE_GATES]: {
    gates: statuses.map((status, index) => ({ project: `p${index}`, status })),
  },
});

describeSystem(
  'SonarQube',
  { type: 'code-analysis', tags: ['sonarqube'] },
  sonarqubeChecks,
  [
    [
      ['all is well', 'it', sonarqube(), 'met', /10.7 is UP, its health GREEN/],
      [
        'it is yellow',
        'it',
        sonarqube({
          health: 'YELLOW',
          causes: ['Elasticsearch status is YELLOW'],
        }),
        'at-risk',
        /YELLOW: Elasticsearch/,
      ],
      ['it is red', 'it', sonarqube({ health: 'RED' }), 'breached', /RED/],
      [
        'it is down',
        'it',
        sonarqube({ status: 'DOWN', health: null }),
        'breached',
        /DOWN/,
      ],
      [
        'it migrates',
        'it',
        sonarqube({ status: 'DB_MIGRATION_RUNNING' }),
        'at-risk',
        /DB_MIGRATION_RUNNING/,
      ],
      [
        'its health is not asked',
        'it',
        sonarqube({ health: null }),
        'unknown',
        /passcode/,
      ],
      [
        'its colour is new',
        'it',
        sonarqube({ health: 'PINK' }),
        'unknown',
        /PINK/,
      ],
      [
        'its status is new',
        'it',
        sonarqube({ status: 'HUM' }),
        'unknown',
        /HUM/,
      ],
    ],
    [
      ['all is well', 'it', gates('OK', 'OK'), 'met', /All 2 projects/],
      ['one fails', 'it', gates('OK', 'ERROR'), 'at-risk', /p1 fails/],
      [
        'one has none',
        'it',
        gates('OK', 'NONE'),
        'unknown',
        /p1 has no quality gate/,
      ],
      ['one is new', 'it', gates('HUM'), 'unknown', /HUM/],
      ['none is watched', 'it', gates(), 'unknown', /projects/],
    ],
  ],
);

const database = (age: number | null): Situation => ({
  [TRIVY_SERVER]: {
    version: '0.57.1',
    database: age === null ? null : { updatedAt: ago(age), schema: 2 },
  },
});

describeSystem(
  'Trivy',
  { type: 'image-scanner', tags: ['trivy'] },
  trivyChecks,
  [
    [
      [
        'all is well',
        'it',
        database(DAY - 60),
        'met',
        /0.57.1 is 23 h 59 min old/,
      ],
      ['it is a day old', 'it', database(DAY), 'at-risk', /1 d old/],
      ['its date is to come', 'it', database(-DAY), 'unknown', /to come/],
      [
        'it is a week old',
        'it',
        database(7 * DAY + 3600),
        'breached',
        /7 d 1 h old/,
      ],
      [
        'there is none',
        'it',
        database(null),
        'breached',
        /no vulnerability database/,
      ],
    ],
  ],
);

const EXECUTION: HarborExecution = {
  status: 'Succeed',
  startedAt: ago(700),
  endedAt: ago(600),
  failed: 0,
  total: 3,
};
const policy = (
  change: Partial<HarborPolicy>,
  last: Partial<HarborExecution> | null = {},
): Situation => ({
  [HARBOR_REPLICATION]: {
    policies: [
      {
        name: 'to-cloud',
        enabled: true,
        destination: 'ecr',
        last: last && { ...EXECUTION, ...last },
        ...change,
      },
    ],
  },
});
const harborHealth = (
  status: string,
  ...unhealthyComponents: string[]
): Situation => ({ [HARBOR_HEALTH]: { status, unhealthyComponents } });

describeSystem('Harbor', { type: 'registry', tags: ['harbor'] }, harborChecks, [
  [
    ['all is well', 'it', harborHealth('healthy'), 'met', /All components/],
    [
      'a part is ill',
      'it',
      harborHealth('unhealthy', 'database'),
      'breached',
      /unhealthy: database/,
    ],
    [
      'it is healthy with a part that is ill',
      'it',
      harborHealth('healthy', 'jobservice'),
      'at-risk',
      /but not jobservice/,
    ],
    ['its word is new', 'it', harborHealth('sleepy'), 'unknown', /sleepy/],
  ],
  [
    ['all is well', 'it', policy({}), 'met', /all 1 replication policies/],
    [
      'it runs',
      'it',
      policy({}, { status: 'InProgress', endedAt: null }),
      'met',
      /policies are well/,
    ],
    [
      'it runs for too long',
      'it',
      policy({}, { status: 'InProgress', startedAt: ago(4000), endedAt: null }),
      'at-risk',
      /running for 1 h 7 min, more than 1 h/,
    ],
    [
      'it was stopped',
      'it',
      policy({}, { status: 'Stopped' }),
      'at-risk',
      /was stopped 10 min ago/,
    ],
    [
      'it failed',
      'it',
      policy({}, { status: 'Failed', failed: 2 }),
      'breached',
      /to ecr failed 10 min ago: 2 of 3/,
    ],
    [
      'it is disabled',
      'it',
      policy({ enabled: false }),
      'breached',
      /disabled/,
    ],
    ['it has never run', 'it', policy({}, null), 'at-risk', /never run/],
    [
      'there is none',
      'it',
      { [HARBOR_REPLICATION]: { policies: [] } },
      'breached',
      /no replication policy/,
    ],
    [
      'its word is new',
      'it',
      policy({}, { status: 'Humming' }),
      'unknown',
      /Humming/,
    ],
  ],
]);

const nexus = (change: Partial<NexusStatus>): Situation => ({
  [NEXUS_STATUS]: {
    readable: true,
    writable: true,
    failedChecks: [],
    ...change,
  },
});

describeSystem('Nexus', { type: 'registry', tags: ['nexus'] }, nexusChecks, [
  [
    ['all is well', 'it', nexus({}), 'met', /takes new artifacts/],
    [
      'it is read-only',
      'it',
      nexus({ writable: false }),
      'at-risk',
      /read-only/,
    ],
    [
      'it is down',
      'it',
      nexus({ readable: false, writable: false }),
      'breached',
      /503/,
    ],
  ],
  [
    ['all is well', 'it', nexus({}), 'met', /pass/],
    [
      'one fails',
      'it',
      nexus({ failedChecks: ['File Blob Stores Path'] }),
      'at-risk',
      /File Blob Stores/,
    ],
    [
      'they are not asked',
      'it',
      nexus({ failedChecks: null }),
      'unknown',
      /nx-metrics-all/,
    ],
  ],
]);

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const copy = (
  name: string,
  revision: string | null,
  cause: string | null = null,
): GitCopy => ({
  name,
  revision,
  seenSince: revision && ago(7200),
  cause,
});
const copies = (...all: GitCopy[]): Situation => ({
  [GIT_REPOSITORIES]: { branch: 'main', copies: all },
});
const LOST = 'Git at own cannot be reached.';

describeSystem('Git', { type: 'git-repository' }, gitChecks, [
  [
    [
      'all is well',
      'it',
      copies(copy('own', A), copy('mirror', A)),
      'met',
      /own has main at aaaaaaaaaaaa, seen there for 2 h/,
    ],
    [
      'only the mirror answers',
      'it',
      copies(copy('own', null, LOST), copy('mirror', A)),
      'at-risk',
      /cannot be reached\); mirror has main/,
    ],
    [
      'the mirror is empty as well',
      'it',
      copies(copy('own', null, LOST), copy('mirror', null)),
      'unknown',
      /cannot be reached/,
    ],
    [
      'the branch is gone',
      'it',
      copies(copy('own', null)),
      'breached',
      /no branch main/,
    ],
  ],
  [
    [
      'all is well',
      'it',
      copies(copy('own', A), copy('m', A)),
      'met',
      /m has main at a+ like own/,
    ],
    [
      'it is behind',
      'it',
      copies(copy('own', A), copy('m', B)),
      'at-risk',
      /m has main at b+, own at a+/,
    ],
    [
      'it has no branch',
      'it',
      copies(copy('own', A), copy('m', null)),
      'breached',
      /m has no branch/,
    ],
    [
      'it is silent',
      'it',
      copies(copy('own', A), copy('m', null, 'It hangs.')),
      'unknown',
      /m does not answer \(It hangs\)/,
    ],
    ['there is none', 'it', copies(copy('own', A)), 'at-risk', /only copy/],
  ],
]);
