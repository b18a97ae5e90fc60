import type { App, Assessment } from './Hub';
import {
  DISRUPTIONS,
  type Disruption,
  type PerDisruption,
  type Recovery,
} from './estate';
import {
  meets,
  worstOf,
  type ComponentEstimate,
  type Estimate,
} from './estimate';

/** How apps, policies and assessments look on the wire. Times are written by the protocol. */

const at = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : new Date(milliseconds);

const CHANGES: Record<
  string,
  { name: string; description: string; suggestedChanges: string[] }
> = {
  database: {
    name: 'Keep a read replica in the other region',
    description: 'Promoting it recovers from the loss of the region.',
    suggestedChanges: ['Rehearse the promotion each quarter.'],
  },
  compute: {
    name: 'Spread node groups over three zones',
    description: 'Enough nodes are left when a zone is gone.',
    suggestedChanges: ['Set the maximum of the standby as high as production.'],
  },
  documents: {
    name: 'Replicate with a time commitment',
    description: 'Replication Time Control commits to 15 minutes.',
    suggestedChanges: ['Alarm on OperationsFailedReplication.'],
  },
  traffic: {
    name: 'Let health checks move users',
    description: 'Fail-over records need no change when a region is lost.',
    suggestedChanges: ['Keep the TTL at 60 s or less.'],
  },
};

export function appShape(app: App) {
  const last = app.lastSuccess;
  const worst = last?.result && worstOf(last.result.components);
  const most = (figure: keyof Recovery) =>
    worst && Math.max(...DISRUPTIONS.map(each => worst[each][figure]));
  return {
    appArn: app.arn,
    name: app.declaration.name,
    description: app.declaration.description,
    creationTime: at(app.createdAt),
    status: 'Active',
    complianceStatus: app.complianceStatus(),
    driftStatus: app.driftStatus(),
    lastAppComplianceEvaluationTime: at(last?.endedAt),
    lastDriftEvaluationTime: at(last?.endedAt),
    resiliencyScore: last?.result?.score ?? 0,
    lastResiliencyScoreEvaluationTime: at(last?.endedAt),
    assessmentSchedule: app.schedule,
    rtoInSecs: most('rto'),
    rpoInSecs: most('rpo'),
  };
}

export function policyShape(app: App, policy = app.policy) {
  return {
    policyArn: app.policyArn,
    policyName: app.policyName,
    policyDescription: `What ${app.declaration.name} is held to`,
    dataLocationConstraint: 'SameContinent',
    tier: 'MissionCritical',
    estimatedCostTier: 'L2',
    policy: Object.fromEntries(
      DISRUPTIONS.map(each => [
        each,
        { rtoInSecs: policy[each].rto, rpoInSecs: policy[each].rpo },
      ]),
    ),
    creationTime: at(app.createdAt),
  };
}

export function summaryShape(app: App, assessment: Assessment) {
  const { result } = assessment;
  return {
    appArn: app.arn,
    appVersion: 'release',
    assessmentArn: app.assessmentArn(assessment),
    assessmentName: assessment.name,
    assessmentStatus: assessment.status,
    invoker: assessment.invoker,
    startTime: at(assessment.startedAt),
    endTime: at(assessment.endedAt),
    message: assessment.message,
    complianceStatus: result && metWord(result.met),
    driftStatus: driftWord(assessment),
    resiliencyScore: result?.score,
  };
}

export function assessmentShape(app: App, assessment: Assessment) {
  const { result } = assessment;
  const { resiliencyScore: _score, ...summary } = summaryShape(app, assessment);
  return {
    ...summary,
    ...(result && {
      policy: policyShape(app, result.policy),
      compliance: complianceShape(worstOf(result.components), result.policy),
      resiliencyScore: scoreShape(result.score),
    }),
  };
}

export function componentCompliances({ result }: Assessment) {
  return (result?.components ?? []).map(({ component, estimates }) => ({
    appComponentName: component.name,
    status: metWord(
      DISRUPTIONS.every(each => meets(estimates[each], result!.policy[each])),
    ),
    compliance: complianceShape(estimates, result!.policy),
    resiliencyScore: scoreShape(result!.score),
  }));
}

export function componentRecommendations({ result }: Assessment) {
  return (result?.components ?? []).map(({ component, estimates }) => {
    const short = DISRUPTIONS.filter(
      each => !meets(estimates[each], result!.policy[each]),
    );
    const change = CHANGES[component.name];
    return {
      appComponentName: component.name,
      recommendationStatus:
        short.length > 0 ? 'BreachedCanMeet' : 'MetCanImprove',
      configRecommendations: [
        {
          name: change.name,
          description: change.description,
          optimizationType:
            short.length > 0 ? 'BestRegionRecovery' : 'LeastCost',
          haArchitecture: 'WarmStandby',
          appComponentName: component.name,
          referenceId: `rrh:${component.name}:${change.name.length}`,
          suggestedChanges: [
            ...short.map(
              each => estimates[each].because ?? `Recover faster from ${each}.`,
            ),
            ...change.suggestedChanges,
          ],
          cost: { amount: 0, currency: 'USD', frequency: 'Monthly' },
          compliance: complianceShape(estimates, result!.policy),
          recommendationCompliance: Object.fromEntries(
            DISRUPTIONS.map(each => [
              each,
              {
                expectedComplianceStatus: 'PolicyMet',
                expectedRtoInSecs: component.well[each].rto,
                expectedRtoDescription: describe(component.well[each].rto),
                expectedRpoInSecs: component.well[each].rpo,
                expectedRpoDescription: describe(component.well[each].rpo),
              },
            ]),
          ),
        },
      ],
    };
  });
}

export function complianceDrifts(app: App, { result }: Assessment) {
  const before = result?.driftedFrom;
  if (!result || !before) return [];
  return result.components.flatMap(now => {
    const old = before.find(each => each.component.name === now.component.name);
    return !old || sameFigures(now, old)
      ? []
      : [
          {
            appId: app.arn.replace(/^.*\//, ''),
            appVersion: 'release',
            entityId: now.component.name,
            entityType: 'AppComponent',
            driftType: 'ApplicationCompliance',
            diffType: 'NotEqual',
            expectedValue: complianceShape(old.estimates, result.policy),
            actualValue: complianceShape(now.estimates, result.policy),
          },
        ];
  });
}

export function testRecommendations(assessment: Assessment) {
  return (assessment.result?.components ?? []).map(({ component }) => ({
    recommendationId: `test-${component.name}`,
    referenceId: `${component.name}:test:az-outage`,
    appComponentName: component.name,
    name: `Lose a zone under ${component.name}`,
    intent: 'Shows that the component goes on without one zone.',
    risk: 'Medium',
    type: 'AZ',
    recommendationStatus: 'NotImplemented',
  }));
}

function complianceShape(
  estimates: PerDisruption<Estimate>,
  policy: PerDisruption<Recovery>,
) {
  return Object.fromEntries(
    DISRUPTIONS.map((each): [Disruption, object] => {
      const { rto, rpo, because } = estimates[each];
      const fits = meets(estimates[each], policy[each]);
      return [
        each,
        {
          complianceStatus: metWord(fits),
          currentRtoInSecs: rto,
          rtoReferenceId: `rto:${each.toLowerCase()}`,
          rtoDescription: because ?? describe(rto),
          currentRpoInSecs: rpo,
          rpoReferenceId: `rpo:${each.toLowerCase()}`,
          rpoDescription: because ?? describe(rpo),
          achievableRtoInSecs: Math.min(rto, policy[each].rto),
          achievableRpoInSecs: Math.min(rpo, policy[each].rpo),
        },
      ];
    }),
  );
}

function scoreShape(score: number) {
  return {
    score,
    disruptionScore: Object.fromEntries(DISRUPTIONS.map(each => [each, score])),
    componentScore: {
      Compliance: {
        score: score * 0.5,
        possibleScore: 0.5,
        outstandingCount: 0,
        excludedCount: 0,
      },
      Test: {
        score: 0.1,
        possibleScore: 0.2,
        outstandingCount: 4,
        excludedCount: 0,
      },
    },
  };
}

function metWord(met: boolean) {
  return met ? 'PolicyMet' : 'PolicyBreached';
}

function driftWord({ result }: Assessment) {
  if (!result) return 'NotChecked';
  return result.driftedFrom ? 'Detected' : 'NotDetected';
}

function describe(seconds: number): string {
  return seconds === 0
    ? 'Nothing is interrupted or lost.'
    : `About ${seconds} s.`;
}

function sameFigures(a: ComponentEstimate, b: ComponentEstimate): boolean {
  return DISRUPTIONS.every(
    each =>
      a.estimates[each].rto === b.estimates[each].rto &&
      a.estimates[each].rpo === b.estimates[each].rpo,
  );
}
