import type { Check } from '@twinshore/plugin-dr-status-node';
import { assessed } from './assessed';
import { policyMet } from './compliance';
import { noDrift } from './drift';
import { estimateChecks } from './estimates';
import { policyStrictEnough } from './policy';

/** All rules over what Resilience Hub says. */
export const resilienceHubChecks: Check[] = [
  assessed,
  policyMet,
  ...estimateChecks,
  noDrift,
  policyStrictEnough,
];
