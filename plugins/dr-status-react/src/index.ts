export { BackendRequests } from './api/BackendRequests';
export { drStatusApiRef, type DrStatusApi } from './api/DrStatusApi';
export { DrStatusClient } from './api/DrStatusClient';
export { DrStatusError, type DrStatusErrorKind } from './api/DrStatusError';
export { CheckCard, type CheckCardProps } from './drawer/CheckCard';
export {
  PostureDetail,
  checksWorstFirst,
  type PostureDetailProps,
} from './drawer/PostureDetail';
export { PostureDrawer } from './drawer/PostureDrawer';
export {
  RefreshSourceButton,
  type RefreshSourceButtonProps,
} from './drawer/RefreshSourceButton';
export { SourceStateLabel } from './drawer/SourceCard';
export {
  usePostureDrawer,
  type PostureDrawerControl,
} from './drawer/usePostureDrawer';
export { EntityChip, type EntityChipProps } from './entity/EntityChip';
export { EntityTypeIcon } from './entity/EntityTypeIcon';
export { Freshness, type FreshnessProps } from './freshness/Freshness';
export type { LiveState } from './live/LiveFeed';
export {
  useEntityPosture,
  type UseEntityPostureResult,
} from './live/useEntityPosture';
export { useSources, type UseSourcesResult } from './live/useSources';
export { useSummary, type UseSummaryResult } from './live/useSummary';
export { drStatusReactTranslationRef } from './messages';
export { tabbedPage } from './page/tabbedPage';
export { Problem, type ProblemProps } from './problem/Problem';
export {
  standingOf,
  verdictColours,
  verdictSurface,
  type Standing,
} from './theme/verdictClasses';
export { absoluteTime } from './time/absoluteTime';
export { Age, type AgeProps } from './time/Age';
export { Duration } from './time/Duration';
export { formatDuration } from './time/formatDuration';
export { useFromNow, useNow } from './time/ticker';
export { VerdictIcon, type VerdictIconProps } from './verdict/VerdictIcon';
export {
  VerdictLabel,
  useVerdictWord,
  type VerdictLabelProps,
} from './verdict/VerdictLabel';
