import type { Check } from '@twinshore/plugin-dr-status-node';

export const recoveryChecks: Check[] = [];
