import type { DrTwinPlan } from '../drTwin/plan';
import type { CheckFinding } from './check';

const WORDS = {
  passed: '✓ passed',
  failed: '✗ failed',
  'not-checked': '? not checked',
};

const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');

/** What a reviewer reads: the checks, the address proof and the sizes, as Markdown. */
export function writeProof(
  plan: DrTwinPlan,
  findings: readonly CheckFinding[],
): string {
  return [
    '### Checks',
    '',
    '| check | outcome | detail |',
    '| --- | --- | --- |',
    ...findings.map(
      ({ check, outcome, detail }) =>
        `| ${cell(check)} | ${WORDS[outcome]} | ${cell(detail)} |`,
    ),
    '',
    `### Addresses: ${plan.cidr} in ${plan.site}`,
    '',
    '| subnet | zone |',
    '| --- | --- |',
    ...plan.subnets.map(
      ({ cidr, availabilityZone }) => `| ${cidr} | ${availabilityZone} |`,
    ),
    '',
    '| declared block | of | site | the twin’s block is |',
    '| --- | --- | --- | --- |',
    ...plan.addressProof.map(
      ({ cidr, entityRef, site, relation }) =>
        `| ${cidr} | ${entityRef} | ${site} | ${relation} |`,
    ),
    '',
    '### Size',
    '',
    plan.workload.productionMinimum === undefined
      ? `${plan.workload.replicas} replicas in warm standby; production’s minimum is not declared.`
      : `${plan.workload.replicas} replicas in warm standby, of ${plan.workload.productionMinimum} in production.`,
  ].join('\n');
}
