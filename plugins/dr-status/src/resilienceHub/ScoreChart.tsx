import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResilienceHubAssessment,
  Verdict,
} from '@twinshore/plugin-dr-status-common';
import {
  absoluteTime,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { drStatusTranslationRef } from '../messages';
import { scoreLine, type ScorePoint } from './scoreLine';
import styles from './resilienceHub.module.css';

const HEIGHT = 130;
const DAY = 24 * 3_600_000;
const MUTED = 'var(--dr-muted)';
const TICK = { fill: MUTED, fontSize: 12 };

/**
 * Scores of assessments over time. For the eye and the mouse: everybody else is
 * served by its label and by the table beside it, so it takes no keyboard focus.
 */
export function ScoreChart(props: { assessments: ResilienceHubAssessment[] }) {
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { points, counts, least, most } = scoreLine(props.assessments);
  if (points.length === 0) {
    return null;
  }
  const from = points[0].at;
  const span = points[points.length - 1].at - from;
  const label = [
    t('resilienceHub.history.label', {
      total: String(points.length),
      from: new Date(from).toLocaleDateString(),
      met: String(counts.met),
      breached: String(counts.breached),
      failed: String(counts.failed),
    }),
    least === null
      ? t('resilienceHub.history.noScores')
      : t('resilienceHub.history.scores', {
          least: String(least),
          most: String(most),
        }),
  ].join(' ');
  return (
    <figure className={styles.figure}>
      <ResponsiveContainer
        width="100%"
        height={HEIGHT}
        initialDimension={{ width: 320, height: HEIGHT }}
      >
        <ComposedChart
          data={points}
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          role="img"
          aria-label={label}
        >
          <CartesianGrid vertical={false} stroke="var(--bui-border-2)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            padding={{ left: 8, right: 8 }}
            tickFormatter={at => tickLabel(at, span)}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            minTickGap={32}
          />
          <YAxis
            domain={[0, 100]}
            ticks={[0, 50, 100]}
            width={32}
            tick={TICK}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            content={({ active, payload }) =>
              active && payload?.[0] ? (
                <PointDetail point={payload[0].payload} />
              ) : null
            }
            cursor={{ stroke: MUTED, strokeDasharray: '3 3' }}
            isAnimationActive={false}
          />
          <Line
            dataKey="scorePercent"
            connectNulls
            stroke={MUTED}
            strokeWidth={1.5}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <Scatter
            dataKey="markPercent"
            shape={PointMark}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
      <figcaption className={styles.legend}>
        <span>{label}</span>
        <span aria-hidden className={styles.legendMarks}>
          {(['met', 'breached', 'failed'] as const).map(outcome => (
            <span key={outcome}>
              <svg width="14" height="14" viewBox="-7 -7 14 14">
                <Mark x={0} y={0} outcome={outcome} />
              </svg>
              {t(`resilienceHub.history.legend.${outcome}`)}
            </span>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}

/** A day, and the time of day too where few days are shown. */
function tickLabel(at: number, span: number) {
  return new Date(at).toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(span < 3 * DAY && { hour: '2-digit', minute: '2-digit' }),
  });
}

function PointDetail(props: { point: ScorePoint }) {
  const { at, scorePercent, outcome } = props.point;
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <div className={styles.tooltip}>
      <div>{absoluteTime(at)}</div>
      <div>
        {outcome === 'other'
          ? t('resilienceHub.history.state.success')
          : t(`resilienceHub.history.legend.${outcome}`)}
        {scorePercent !== null && (
          <>
            {' · '}
            {t('resilienceHub.apps.scoreOf', { score: String(scorePercent) })}
          </>
        )}
      </div>
    </div>
  );
}

/** The mark as recharts asks for it. */
function PointMark(props: { cx?: number; cy?: number; payload?: ScorePoint }) {
  const { cx, cy, payload } = props;
  return cx === undefined || cy === undefined || !payload ? null : (
    <Mark x={cx} y={cy} outcome={payload.outcome} />
  );
}

const OUTCOME: Record<ScorePoint['outcome'], Verdict> = {
  met: 'met',
  breached: 'breached',
  failed: 'unknown',
  other: 'unknown',
};

/** Shapes differ, so that outcomes are told apart without colour. */
function Mark(props: { x: number; y: number; outcome: ScorePoint['outcome'] }) {
  const { x, y, outcome } = props;
  const className = `${styles.mark} ${verdictColours(OUTCOME[outcome])}`;
  if (outcome === 'breached') {
    return (
      <path
        className={className}
        d={`M${x} ${y - 6}L${x + 6} ${y + 5}L${x - 6} ${y + 5}Z`}
      />
    );
  }
  if (outcome === 'met') {
    return <circle className={className} cx={x} cy={y} r={3.5} />;
  }
  return (
    <path
      className={`${className} ${styles.cross}`}
      d={`M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${
        y + 4
      }`}
    />
  );
}
