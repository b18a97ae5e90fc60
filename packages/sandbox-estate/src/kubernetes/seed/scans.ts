import type { SiteName } from '../../model';
import { timestamp } from '../store/objects';
import { definition } from './definitions';
import { misWorkloads } from './workloads';

const GROUP = 'aquasecurity.github.io';

/** What Trivy finds in the releases; none of it is critical. */
const FINDINGS: Record<string, { high: number; medium: number; low: number }> =
  {
    'react-spa': { high: 0, medium: 2, low: 5 },
    'fastapi-backend': { high: 1, medium: 4, low: 9 },
    'external-sinks': { high: 1, medium: 3, low: 6 },
  };

/** The Trivy operator's reports on what runs at a site. */
export function scans(site: SiteName): any[] {
  const count = (name: string, severity: string) => ({
    name,
    type: 'integer',
    jsonPath: `.report.summary.${severity}Count`,
    priority: 1,
  });
  return [
    definition({
      group: GROUP,
      version: 'v1alpha1',
      kind: 'VulnerabilityReport',
      plural: 'vulnerabilityreports',
      shortNames: ['vuln', 'vulns'],
      columns: [
        {
          name: 'Repository',
          type: 'string',
          jsonPath: '.report.artifact.repository',
        },
        { name: 'Tag', type: 'string', jsonPath: '.report.artifact.tag' },
        { name: 'Scanner', type: 'string', jsonPath: '.report.scanner.name' },
        count('Critical', 'critical'),
        count('High', 'high'),
      ],
    }),
    ...misWorkloads(site).map(({ name, namespace, image }) => {
      const [registry, ...path] = image.split('/');
      const [repository, tag] = path.join('/').split(':');
      const { high, medium, low } = FINDINGS[name];
      return {
        apiVersion: `${GROUP}/v1alpha1`,
        kind: 'VulnerabilityReport',
        metadata: {
          name: `deployment-${name}-${name}`,
          namespace,
          labels: {
            'trivy-operator.container.name': name,
            'trivy-operator.resource.kind': 'Deployment',
            'trivy-operator.resource.name': name,
          },
        },
        report: {
          artifact: { repository, tag },
          registry: { server: registry },
          scanner: {
            name: 'Trivy',
            vendor: 'Aqua Security',
            version: '0.58.1',
          },
          summary: {
            criticalCount: 0,
            highCount: high,
            mediumCount: medium,
            lowCount: low,
            noneCount: 0,
            unknownCount: 0,
          },
          updateTimestamp: timestamp(),
          vulnerabilities: [],
        },
      };
    }),
  ];
}
