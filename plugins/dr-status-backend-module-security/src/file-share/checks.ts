import {
  isTagged,
  judgeReading,
  sayDuration,
  verdictOfUpperLimit,
  type Check,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { FILE_SHARE, type FileShareValue } from './signals';

const isFileShare = isTagged('file-store', 'nas');

const AGE = { warning: 300, limit: 900 };

function judgeAge({ canary }: FileShareValue, now: number): Finding {
  switch (canary.state) {
    case 'missing':
      return {
        verdict: 'breached',
        reason:
          'The canary file is not there: another folder is mounted, or it was never written.',
      };
    case 'garbled':
      return {
        verdict: 'breached',
        reason:
          'The canary file does not say when it was written: what is read is not what was written.',
      };
    default: {
      const age = (now - Date.parse(canary.writtenAt)) / 1000;
      if (age < -60) {
        return {
          verdict: 'unknown',
          reason: `The canary file was written ${sayDuration(
            -age,
          )} in the future: a clock is off.`,
        };
      }
      return {
        verdict: verdictOfUpperLimit(age, AGE),
        reason: `Documents were last written and read back ${sayDuration(
          Math.max(0, age),
        )} ago (${sayDuration(AGE.warning)} expected, ${sayDuration(
          AGE.limit,
        )} allowed).`,
      };
    }
  }
}

export const fileShareWritten: Check = {
  id: 'storage.file-share.written',
  title: 'Documents can be written and read',
  description:
    'A small file that an application server writes to the share again and again is read back here. It stops when the share is full, read-only or gone, whatever the file server says of itself.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'Canary at most 5 min old (at risk from there, breached from 15 min)',
    origin: 'design 5.1, 9.2',
  },
  signals: [FILE_SHARE],
  remediation:
    'See whether the share takes writes where documents come from; then whether the job that writes the canary runs.',
  appliesTo: isFileShare,
  evaluate: context =>
    judgeReading<FileShareValue>(
      context,
      FILE_SHARE,
      'The state of the share',
      value => judgeAge(value, context.now),
    ),
};

const LEAST = { warning: 0.1, limit: 0.02 };
const GIB = 2 ** 30;

const saySpace = (bytes: number) => `${Number((bytes / GIB).toFixed(1))} GiB`;

function judgeSpace(value: FileShareValue): Finding {
  const { totalBytes, availableBytes, totalFiles, availableFiles } = value;
  if (totalBytes <= 0) {
    return {
      verdict: 'unknown',
      reason: 'The share does not say how much space it has.',
    };
  }
  const free = availableBytes / totalBytes;
  const freeFiles = totalFiles > 0 ? availableFiles / totalFiles : 1;
  const least = Math.min(free, freeFiles);
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  let verdict: Finding['verdict'] = 'met';
  if (least < LEAST.limit) verdict = 'breached';
  else if (least < LEAST.warning) verdict = 'at-risk';
  return {
    verdict,
    reason: `${saySpace(availableBytes)} of ${saySpace(
      totalBytes,
    )} are free (${percent(free)}${
      totalFiles > 0 ? `; ${percent(freeFiles)} of the places for files` : ''
    }), at least ${percent(LEAST.warning)} expected.`,
  };
}

export const fileShareSpace: Check = {
  id: 'storage.file-share.space',
  title: 'Room for documents',
  description:
    'The share has space, and places for files, for what is still to come.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'At least 10 % free (at risk below, breached below 2 %)',
    origin: 'design 9.2',
  },
  signals: [FILE_SHARE],
  remediation:
    'Grow the volume, or move old documents to the archive, before the share refuses writes.',
  appliesTo: isFileShare,
  evaluate: context =>
    judgeReading(context, FILE_SHARE, 'The state of the share', judgeSpace),
};
