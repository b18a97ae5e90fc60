import type { FaultDefinition } from '../part';
import { toggledFault } from '../systems/toggledFault';
import type { Analysis } from './Analysis';
import type { ArtifactRepository } from './ArtifactRepository';
import { DRILL_JOB, PIPELINES, type Ci } from './Ci';
import type { GitMirror } from './GitMirror';
import type { ImageRegistry } from './ImageRegistry';
import type { Scanner } from './Scanner';
import { STACKS, type Stack, type TerraformResults } from './TerraformResults';

const HOUR_MS = 3_600_000;

export interface DeliveryControls {
  ci: Ci;
  analysis: Analysis;
  scanner: Scanner;
  images: ImageRegistry;
  artifacts: ArtifactRepository;
  terraform: TerraformResults;
  mirror?: GitMirror;
}

function ciFaults(ci: Ci): FaultDefinition[] {
  return [
    {
      id: 'pipeline-failed',
      title: 'A pipeline fails',
      description: 'Its last build ended with FAILURE.',
      targets: () => PIPELINES,
      inject: async name => {
        const undo = ci.build(name!, { result: 'FAILURE' });
        return async () => undo();
      },
    },
    {
      id: 'drill-failed',
      title: 'The last drill failed',
      description: 'The job that drills the fail-over ended with FAILURE.',
      targets: () => [],
      inject: async () => {
        const undo = ci.build(DRILL_JOB, { result: 'FAILURE' });
        return async () => undo();
      },
    },
    {
      id: 'drill-overdue',
      title: 'No drill this quarter',
      description: 'The last drill that succeeded was 100 days ago.',
      targets: () => [],
      inject: async () => {
        const undo = ci.ageDrill(100);
        return async () => undo();
      },
    },
    toggledFault(
      {
        id: 'no-build-agents',
        title: 'Jenkins has no agents',
        description: 'All of its agents are offline.',
      },
      on => {
        ci.agentsOnline = !on;
      },
    ),
    toggledFault(
      {
        id: 'jenkins-quieting-down',
        title: 'Jenkins is quieting down',
        description: 'It takes no new builds.',
      },
      on => {
        ci.quietingDown = on;
      },
    ),
  ];
}

function stackFaults(terraform: TerraformResults): FaultDefinition[] {
  const at = (stack: string) => terraform.stacks[stack as Stack];
  return [
    toggledFault(
      {
        id: 'terraform-drift',
        title: 'A stack has drifted',
        description: 'A security group and a route were changed by hand.',
        targets: STACKS,
      },
      (on, stack) => {
        at(stack).drifted = on
          ? ['aws_security_group.mis[2]', 'aws_route_table.mis[4]']
          : [];
      },
    ),
    toggledFault(
      {
        id: 'terraform-plan-stale',
        title: 'No plan is made of a stack',
        description: 'The last published plan is 30 hours old.',
        targets: STACKS,
      },
      (on, stack) => {
        at(stack).staleHours = on ? 30 : undefined;
      },
    ),
    toggledFault(
      {
        id: 'terraform-plan-failed',
        title: 'The plan of a stack fails',
        description: 'Terraform ended with exit code 1.',
        targets: STACKS,
      },
      (on, stack) => {
        at(stack).failed = on;
      },
    ),
    toggledFault(
      {
        id: 'terraform-replica-incomplete',
        title: 'The DR stack lacks what production has',
        description: 'It has no web firewall.',
      },
      on => {
        const { without } = at('aws-dr');
        for (const type of [
          'aws_wafv2_web_acl',
          'aws_wafv2_web_acl_association',
        ]) {
          if (on) without.add(type);
          else without.delete(type);
        }
      },
    ),
  ];
}

function registryFaults(
  images: ImageRegistry,
  artifacts: ArtifactRepository,
): FaultDefinition[] {
  return [
    toggledFault(
      {
        id: 'harbor-replication-failed',
        title: 'Harbor cannot copy its images',
        description: 'The registry of the AWS primary refuses them.',
      },
      on => {
        images.refused = on;
      },
    ),
    toggledFault(
      {
        id: 'harbor-replication-disabled',
        title: 'Harbor does not copy its images',
        description: 'Its replication policy is disabled.',
      },
      on => {
        images.enabled = !on;
      },
    ),
    toggledFault(
      {
        id: 'harbor-unhealthy',
        title: 'A component of Harbor is ill',
        description: 'Its job service is unhealthy.',
      },
      on =>
        on
          ? images.unhealthy.add('jobservice')
          : images.unhealthy.delete('jobservice'),
    ),
    toggledFault(
      {
        id: 'nexus-read-only',
        title: 'Nexus is read-only',
        description:
          'It serves, takes nothing new, and its own check of its blob stores fails.',
      },
      on => {
        artifacts.readOnly = on;
        if (on) artifacts.failedChecks.add('Blob Stores Ready');
        else artifacts.failedChecks.delete('Blob Stores Ready');
      },
    ),
  ];
}

export function deliveryFaults(controls: DeliveryControls): FaultDefinition[] {
  const { ci, analysis, scanner, images, artifacts, terraform, mirror } =
    controls;
  return [
    ...ciFaults(ci),
    toggledFault(
      {
        id: 'quality-gate-failed',
        title: 'A project fails its quality gate',
        description: 'SonarQube says ERROR of its newest analysis.',
        targets: PIPELINES,
      },
      (on, project) =>
        on ? analysis.failing.add(project) : analysis.failing.delete(project),
    ),
    toggledFault(
      {
        id: 'sonarqube-yellow',
        title: 'SonarQube is not quite well',
        description: 'Its search index is YELLOW.',
      },
      on => {
        analysis.yellow = on;
      },
    ),
    toggledFault(
      {
        id: 'vulnerability-database-old',
        title: 'Trivy’s database is old',
        description: 'It was made nine days ago and is not renewed.',
      },
      on => {
        scanner.frozenAt = on ? Date.now() - 9 * 24 * HOUR_MS : undefined;
      },
    ),
    ...registryFaults(images, artifacts),
    ...stackFaults(terraform),
    ...(mirror
      ? [
          toggledFault(
            {
              id: 'git-mirror-behind',
              title: 'The Git mirror stays behind',
              description: 'It holds another commit, and does not follow.',
            },
            on => mirror.setBehind(on),
          ),
        ]
      : []),
  ];
}
