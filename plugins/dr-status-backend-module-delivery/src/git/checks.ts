import type { Entity } from '@backstage/catalog-model';
import {
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { ageSeconds, listed } from '../answers';
import {
  GIT_REPOSITORIES,
  type GitCopy,
  type GitRepositories,
} from './signals';

const isRepository = ({ kind, spec }: Entity) =>
  kind === 'Resource' && spec?.type === 'git-repository';

const short = (revision: string) => revision.slice(0, 12);
const causeOfCopy = ({ name, cause }: GitCopy) =>
  `${name} does not answer (${cause?.replace(/\.$/, '')})`;

function judgeReach({ branch, copies }: GitRepositories, now: number): Finding {
  const [first, ...mirrors] = copies;
  const { name, revision, seenSince, cause } = first;
  if (cause !== null) {
    const mirror = mirrors.find(each => each.revision !== null);
    return mirror
      ? {
          verdict: 'at-risk',
          reason: `${causeOfCopy(first)}; ${
            mirror.name
          } has ${branch} at ${short(mirror.revision!)}.`,
        }
      : { verdict: 'unknown', reason: `${causeOfCopy(first)}.` };
  }
  if (revision === null) {
    return {
      verdict: 'breached',
      reason: `${name} has no branch ${branch}: nothing can be brought up from it.`,
    };
  }
  const age = seenSince
    ? `, seen there for ${sayDuration(Math.max(0, ageSeconds(seenSince, now)))}`
    : '';
  return {
    verdict: 'met',
    reason: `${name} has ${branch} at ${short(revision)}${age}.`,
  };
}

export const reachable: Check = {
  id: 'delivery.git.reachable',
  title: 'The repository can be read',
  description:
    'The server answers a fetch and has the branch that clusters and infrastructure are built from. Recovery brings nothing up without it.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'The branch is there (only a mirror answers is at risk, no branch is breached)',
    origin: 'design 2.4',
  },
  signals: [GIT_REPOSITORIES],
  remediation:
    'Bring the Git server back; until then point Argo CD and Terraform at the mirror.',
  appliesTo: isRepository,
  evaluate: context =>
    judgeReading<GitRepositories>(
      context,
      GIT_REPOSITORIES,
      'The state',
      value => judgeReach(value, context.now),
    ),
};

function judgeMirror(first: GitCopy, mirror: GitCopy, branch: string): Finding {
  const silent = [first, mirror].find(({ cause }) => cause !== null);
  if (silent) {
    return {
      verdict: 'unknown',
      reason: `Whether ${mirror.name} has followed is unknown: ${causeOfCopy(
        silent,
      )}.`,
    };
  }
  if (mirror.revision === null) {
    return {
      verdict: 'breached',
      reason: `${mirror.name} has no branch ${branch}.`,
    };
  }
  return mirror.revision === first.revision
    ? { verdict: 'met', reason: `${mirror.name} has followed.` }
    : {
        verdict: 'at-risk',
        reason: `${mirror.name} has ${branch} at ${short(mirror.revision)}, ${
          first.name
        } at ${first.revision ? short(first.revision) : 'nothing'}.`,
      };
}

export const mirrors: Check = {
  id: 'delivery.git.mirrors',
  title: 'The mirrors have followed',
  description:
    'Copies of the repository at other places hold the same commit, so that recovery does not need the site that is lost.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'The same commit everywhere (another one, or no mirror, is at risk)',
    origin: 'design 2.4',
  },
  signals: [GIT_REPOSITORIES],
  remediation:
    'Keep a mirror outside the site that the repository stands on, and see the job that pushes to it.',
  appliesTo: isRepository,
  evaluate: context =>
    judgeReading<GitRepositories>(
      context,
      GIT_REPOSITORIES,
      'The state of the mirrors',
      ({ branch, copies: [first, ...others] }) =>
        others.length === 0
          ? {
              verdict: 'at-risk',
              reason: `${first.name} is the only copy that is known: with its site the repository is lost.`,
            }
          : worstFinding(
              others.map(mirror => judgeMirror(first, mirror, branch)),
              `${listed(others.map(({ name }) => name))} has ${branch} at ${
                first.revision ? short(first.revision) : 'nothing'
              } like ${first.name}.`,
            ),
    ),
};

export const gitChecks: Check[] = [reachable, mirrors];
