import {
  isTagged,
  judgeReading,
  type Check,
} from '@twinshore/plugin-dr-status-node';
import { listed } from '../answers';
import { NEXUS_STATUS, type NexusStatus } from './signals';

const isNexus = isTagged('registry', 'nexus');

export const ready: Check = {
  id: 'delivery.nexus.ready',
  title: 'Nexus serves and takes artifacts',
  description:
    'A Nexus that has turned read-only, as it does when its disk is full, serves what it holds and stops every pipeline.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Readable and writable (read-only is at risk, down is breached)',
    origin: 'design 7.1',
  },
  signals: [NEXUS_STATUS],
  remediation:
    'See the free space of its blob stores and the log; end the read-only state under Administration, System, Nodes.',
  appliesTo: isNexus,
  evaluate: context =>
    judgeReading<NexusStatus>(
      context,
      NEXUS_STATUS,
      'The state',
      ({ readable, writable }) => {
        if (!readable) {
          return {
            verdict: 'breached',
            reason: 'It answers that it cannot serve (503).',
          };
        }
        return writable
          ? { verdict: 'met', reason: 'It serves, and takes new artifacts.' }
          : {
              verdict: 'at-risk',
              reason: 'It is read-only: it serves, and takes nothing new.',
            };
      },
    ),
};

export const selfChecks: Check = {
  id: 'delivery.nexus.self-checks',
  title: 'Nexus finds nothing amiss with itself',
  description:
    'The results of its own checks: blob stores, file descriptors, threads, the default password.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'All healthy (any other is at risk)',
    origin: 'design 7.1',
  },
  signals: [NEXUS_STATUS],
  remediation: 'See Administration, Support, Status.',
  appliesTo: isNexus,
  evaluate: context =>
    judgeReading<NexusStatus>(
      context,
      NEXUS_STATUS,
      'The result of its own checks',
      ({ failedChecks }) => {
        if (failedChecks === null) {
          return {
            verdict: 'unknown',
            reason:
              'Its own checks are told only to a user with nx-metrics-all: none is configured (username).',
          };
        }
        return failedChecks.length === 0
          ? { verdict: 'met', reason: 'All of its own checks pass.' }
          : {
              verdict: 'at-risk',
              reason: `Its own checks fail: ${listed(failedChecks)}.`,
            };
      },
    ),
};

export const nexusChecks: Check[] = [ready, selfChecks];
