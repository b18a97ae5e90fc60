const countOf = (value: unknown): number | null =>
  typeof value === 'number' ? value : null;

export interface ScanState {
  namespace: string;
  image: string;
  /** Null where the report has no sums. */
  critical: number | null;
  high: number | null;
  updatedAt: string;
}

/** aquasecurity.github.io/v1alpha1 VulnerabilityReport: its summary, never the findings. */
export function projectVulnerabilityReport(object: any): ScanState {
  const { metadata = {}, report = {} } = object;
  const { repository = '', tag } = report.artifact ?? {};
  return {
    namespace: metadata.namespace ?? '',
    image: tag ? `${repository}:${tag}` : repository,
    critical: countOf(report.summary?.criticalCount),
    high: countOf(report.summary?.highCount),
    updatedAt: report.updateTimestamp ?? metadata.creationTimestamp ?? '',
  };
}
