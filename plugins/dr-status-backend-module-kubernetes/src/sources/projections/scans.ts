export interface ScanState {
  namespace: string;
  image: string;
  critical: number;
  high: number;
  updatedAt: string;
}

/** aquasecurity.github.io/v1alpha1 VulnerabilityReport: its summary, never the findings. */
export function projectVulnerabilityReport(object: any): ScanState {
  const { metadata = {}, report = {} } = object;
  const { repository = '', tag } = report.artifact ?? {};
  return {
    namespace: metadata.namespace ?? '',
    image: tag ? `${repository}:${tag}` : repository,
    critical: report.summary?.criticalCount ?? 0,
    high: report.summary?.highCount ?? 0,
    updatedAt: report.updateTimestamp ?? metadata.creationTimestamp ?? '',
  };
}
