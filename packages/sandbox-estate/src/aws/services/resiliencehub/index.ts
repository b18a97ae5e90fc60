import type { EstateModel } from '../../../model';
import type { Clock } from '../../clock';
import { AwsError } from '../../server/AwsError';
import { pageSize, paginate } from '../../server/paginate';
import { operations, type Call, type Service } from '../../server/service';
import { plainOperation, type PlainInput } from '../../wire/plainJson';
import { APPS, DISRUPTIONS, regionOf } from './estate';
import { App, type Assessment } from './Hub';
import {
  appShape,
  assessmentShape,
  complianceDrifts,
  componentCompliances,
  componentRecommendations,
  policyShape,
  summaryShape,
  testRecommendations,
} from './shapes';

export { resilienceHubFaults } from './faults';
export type { App } from './Hub';

const NAMESPACE = 'com.amazonaws.resiliencehub';
const PAGE = { min: 1, max: 100, standard: 20 };

const NOT_FOUND = [
  -3,
  NAMESPACE,
  'ResourceNotFoundException',
  { error: 'client', httpError: 404 },
  [],
  [],
] as unknown as Parameters<typeof AwsError.modeled>[0];

/** An app for each site that is a region. Stop each when the part stops. */
export function resilienceHubApps(options: {
  model: EstateModel;
  clock: Clock;
  /** How long an assessment takes; minutes at AWS. */
  assessmentMs: number;
}): App[] {
  return APPS.map(declaration => new App(declaration, options));
}

/**
 * AWS Resilience Hub. Its client ships no schemas, so that routes stand here as
 * the service publishes them.
 */
export function resilienceHubService(apps: readonly App[]): Service {
  const inRegion = ({ region }: Call) =>
    apps.filter(app => regionOf(app.site) === region);
  const notFound = (what: string, arn: unknown) =>
    AwsError.modeled(NOT_FOUND, `${what} ${String(arn)} was not found`);
  const appOf = (arn: unknown, call: Call): App => {
    const found = inRegion(call).find(app => app.arn === arn);
    if (!found) throw notFound('App', need('appArn', arn));
    return found;
  };
  const policyOf = (arn: unknown, call: Call): App => {
    const found = inRegion(call).find(app => app.policyArn === arn);
    if (!found) throw notFound('Resiliency policy', need('policyArn', arn));
    return found;
  };
  const assessmentOf = (arn: unknown, call: Call) => {
    for (const app of inRegion(call)) {
      const assessment = app.assessments.find(
        each => app.assessmentArn(each) === arn,
      );
      if (assessment) return { app, assessment };
    }
    throw notFound('Assessment', need('assessmentArn', arn));
  };
  const post = (
    name: string,
    uri: string,
    handle: (input: PlainInput, call: Call) => object,
  ) => plainOperation(NAMESPACE, name, ['POST', uri], handle);
  const get = (
    name: string,
    uri: string,
    handle: (input: PlainInput, call: Call) => object,
  ) => plainOperation(NAMESPACE, name, ['GET', uri], handle);
  /** Lists of what belongs to one assessment are alike but for what is in them. */
  const ofAssessment = (
    name: string,
    uri: string,
    member: string,
    list: (app: App, assessment: Assessment) => object[],
  ) =>
    post(name, uri, (input, call) => {
      const { app, assessment } = assessmentOf(input.assessmentArn, call);
      return page(member, list(app, assessment), input);
    });

  return {
    signingName: 'resiliencehub',
    actionPrefix: 'resiliencehub',
    apiVersion: '2020-04-30',
    xmlNamespace: '',
    shapeNamespace: NAMESPACE,
    protocols: ['rest-json-plain'],
    regions: region => [region],
    operations: operations([
      get('ListApps', '/list-apps', (input, call) =>
        page(
          'appSummaries',
          inRegion(call)
            .filter(
              app =>
                (input.name === undefined ||
                  app.declaration.name === input.name) &&
                (input.appArn === undefined || app.arn === input.appArn),
            )
            .map(appShape),
          input,
        ),
      ),
      post('DescribeApp', '/describe-app', (input, call) => {
        const app = appOf(input.appArn, call);
        return {
          app: { ...appShape(app), policyArn: app.policyArn, tags: {} },
        };
      }),
      post('UpdateApp', '/update-app', (input, call) => {
        const app = appOf(input.appArn, call);
        app.schedule = input.assessmentSchedule ?? app.schedule;
        return { app: { ...appShape(app), policyArn: app.policyArn } };
      }),
      post('ListAppVersions', '/list-app-versions', (input, call) => {
        const app = appOf(input.appArn, call);
        return {
          appVersions: [
            {
              appVersion: 'release',
              identifier: 1,
              versionName: 'release',
              creationTime: new Date(app.createdAt),
            },
          ],
        };
      }),
      post(
        'ListAppVersionAppComponents',
        '/list-app-version-app-components',
        (input, call) => {
          const app = appOf(input.appArn, call);
          return {
            appArn: app.arn,
            appVersion: input.appVersion,
            appComponents: app.declaration.components.map(({ name, type }) => ({
              id: name,
              name,
              type,
            })),
          };
        },
      ),
      get(
        'ListResiliencyPolicies',
        '/list-resiliency-policies',
        (input, call) =>
          page(
            'resiliencyPolicies',
            inRegion(call)
              .map(app => policyShape(app))
              .filter(
                ({ policyName }) =>
                  input.policyName === undefined ||
                  policyName === input.policyName,
              ),
            input,
          ),
      ),
      post(
        'DescribeResiliencyPolicy',
        '/describe-resiliency-policy',
        (input, call) => ({
          policy: policyShape(policyOf(input.policyArn, call)),
        }),
      ),
      post(
        'UpdateResiliencyPolicy',
        '/update-resiliency-policy',
        (input, call) => {
          const app = policyOf(input.policyArn, call);
          app.policy = readPolicy(input.policy) ?? app.policy;
          return { policy: policyShape(app) };
        },
      ),
      get('ListAppAssessments', '/list-app-assessments', (input, call) => {
        const wanted = listOf(input.assessmentStatus);
        const all = (
          input.appArn === undefined
            ? inRegion(call)
            : [appOf(input.appArn, call)]
        ).flatMap(app => app.assessments.map(each => ({ app, each })));
        const shown = all
          .filter(
            ({ each }) =>
              (wanted.length === 0 || wanted.includes(each.status)) &&
              (input.assessmentName === undefined ||
                each.name === input.assessmentName),
          )
          .sort((a, b) => a.each.startedAt - b.each.startedAt);
        if (String(input.reverseOrder) === 'true') shown.reverse();
        return page(
          'assessmentSummaries',
          shown.map(({ app, each }) => summaryShape(app, each)),
          input,
        );
      }),
      post(
        'DescribeAppAssessment',
        '/describe-app-assessment',
        (input, call) => {
          const { app, assessment } = assessmentOf(input.assessmentArn, call);
          return { assessment: assessmentShape(app, assessment) };
        },
      ),
      post('StartAppAssessment', '/start-app-assessment', (input, call) => {
        const app = appOf(input.appArn, call);
        const name = need('assessmentName', input.assessmentName);
        if (!/^[A-Za-z0-9][A-Za-z0-9_-]{1,59}$/.test(name)) {
          throw AwsError.common(
            'ValidationError',
            `1 validation error detected: Value '${name.slice(
              0,
              80,
            )}' at 'assessmentName' failed to satisfy constraint`,
          );
        }
        if (need('appVersion', input.appVersion) !== 'release') {
          throw notFound('App version', input.appVersion);
        }
        return {
          assessment: assessmentShape(
            app,
            app.start(name, 'User', input.clientToken),
          ),
        };
      }),
      ofAssessment(
        'ListAppComponentCompliances',
        '/list-app-component-compliances',
        'componentCompliances',
        (_app, assessment) => componentCompliances(assessment),
      ),
      ofAssessment(
        'ListAppComponentRecommendations',
        '/list-app-component-recommendations',
        'componentRecommendations',
        (_app, assessment) => componentRecommendations(assessment),
      ),
      ofAssessment(
        'ListAppAssessmentComplianceDrifts',
        '/list-app-assessment-compliance-drifts',
        'complianceDrifts',
        complianceDrifts,
      ),
      ofAssessment(
        'ListTestRecommendations',
        '/list-test-recommendations',
        'testRecommendations',
        (_app, assessment) => testRecommendations(assessment),
      ),
      ofAssessment(
        'ListAlarmRecommendations',
        '/list-alarm-recommendations',
        'alarmRecommendations',
        () => [],
      ),
      ofAssessment(
        'ListSopRecommendations',
        '/list-sop-recommendations',
        'sopRecommendations',
        () => [],
      ),
      get('ListTagsForResource', '/tags/{resourceArn}', () => ({
        tags: { system: 'mis' },
      })),
    ]),
  };
}

function need(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw AwsError.common(
      'ValidationError',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A page of a list that does not move while it is read: the marker is a place in it. */
function page<T extends object>(
  member: string,
  all: readonly T[],
  input: PlainInput,
) {
  const limit = pageSize(
    input.maxResults === undefined ? undefined : Number(input.maxResults),
    'maxResults',
    PAGE,
  );
  const placed = all.map((item, index) => ({
    item,
    place: String(index).padStart(8, '0'),
  }));
  const { items, next } = paginate(
    placed,
    ({ place }) => place,
    limit,
    input.nextToken,
  );
  return { [member]: items.map(({ item }) => item), nextToken: next };
}

function readPolicy(policy: any): App['policy'] | undefined {
  if (policy === undefined) return undefined;
  return Object.fromEntries(
    DISRUPTIONS.map(each => {
      const { rtoInSecs, rpoInSecs } = policy[each] ?? {};
      if (!Number.isInteger(rtoInSecs) || !Number.isInteger(rpoInSecs)) {
        throw AwsError.common(
          'ValidationError',
          `FailureType ${each.toUpperCase()} does not exist`,
        );
      }
      return [each, { rto: rtoInSecs, rpo: rpoInSecs }];
    }),
  ) as App['policy'];
}
