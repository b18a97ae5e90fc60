/** IAM actions that reading the hub needs, on all resources. */
export const READ_ACTIONS = [
  'resiliencehub:ListApps',
  'resiliencehub:DescribeApp',
  'resiliencehub:DescribeResiliencyPolicy',
  'resiliencehub:ListAppAssessments',
  'resiliencehub:DescribeAppAssessment',
  'resiliencehub:ListAppComponentRecommendations',
  'resiliencehub:ListAppAssessmentComplianceDrifts',
] as const;
