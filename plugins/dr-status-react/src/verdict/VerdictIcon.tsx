import type { ReactNode } from 'react';
import { verdictColours, type Standing } from '../theme/verdictClasses';
import styles from './verdict.module.css';

/*
 * Five shapes that differ in outline, so that they are told apart at 12 px, in
 * print and without colour vision: disc, triangle, octagon, hatched disc,
 * dashed ring.
 */
const SHAPES: Record<Standing, ReactNode> = {
  met: (
    <>
      <circle cx="8" cy="8" r="7.5" fill="var(--dr-line)" />
      <path
        d="M4.6 8.3 7 10.7l4.5-5"
        fill="none"
        stroke="var(--dr-mark)"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  'at-risk': (
    <>
      <path
        d="M8 .9 15.6 14.6H.4Z"
        fill="var(--dr-line)"
        stroke="var(--dr-line)"
        strokeLinejoin="round"
      />
      <path
        d="M8 5.4v4.4M8 12.1v.1"
        stroke="var(--dr-mark)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </>
  ),
  breached: (
    <>
      <path
        d="M4.9.5h6.2l4.4 4.4v6.2l-4.4 4.4H4.9L.5 11.1V4.9Z"
        fill="var(--dr-line)"
      />
      <path
        d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"
        stroke="var(--dr-mark)"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </>
  ),
  unknown: (
    <>
      <circle
        cx="8"
        cy="8"
        r="7"
        fill="var(--dr-unknown-bg)"
        stroke="var(--dr-line)"
      />
      <path
        d="m2.2 5.4 3.2-3.2M1.2 10.4l2.2-2.2M12.6 7.8l2.2-2.2M10.6 13.8l3.2-3.2"
        stroke="var(--dr-line)"
        opacity="0.55"
      />
      <path
        d="M5.9 6.2a2.1 2.1 0 1 1 3.1 1.9c-.7.4-1 .8-1 1.5M8 11.9v.1"
        fill="none"
        stroke="var(--dr-fg)"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </>
  ),
  unwatched: (
    <>
      <circle
        cx="8"
        cy="8"
        r="7"
        fill="none"
        stroke="var(--dr-line)"
        strokeDasharray="2.6 1.8"
      />
      <path d="M5 8h6" stroke="var(--dr-line)" strokeLinecap="round" />
    </>
  ),
};

/** Props of {@link VerdictIcon}. @public */
export interface VerdictIconProps {
  verdict: Standing;
  /** Pixels, 16 when absent. */
  size?: number;
  /** Accessible name; absent when the word stands beside it. */
  label?: string;
  className?: string;
}

/**
 * The verdict's shape in its colour. Never alone: pass a `label` or put the
 * word beside it ({@link VerdictLabel}).
 * @public
 */
export function VerdictIcon(props: VerdictIconProps) {
  const { verdict, size = 16, label, className = '' } = props;
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className={`${styles.icon} ${verdictColours(verdict)} ${className}`}
      {...(label
        ? { role: 'img', 'aria-label': label }
        : { 'aria-hidden': true })}
    >
      {SHAPES[verdict]}
    </svg>
  );
}
