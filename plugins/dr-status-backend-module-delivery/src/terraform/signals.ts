/** Name and shape of what the Terraform sources report on a stack. */

export const TERRAFORM_PLAN = 'delivery.terraform.plan';

export type TerraformPlan = {
  /** What the refresh-only plan found. */
  outcome: 'no-changes' | 'drift' | 'error';
  finishedAt: string;
  /** Version of Terraform; null when it is not told. */
  version: string | null;
  /** Git revision that was planned; null when it is not told. */
  revision: string | null;
  driftedCount: number;
  /** Addresses of the first that have drifted, without any value. */
  drifted: string[];
  /** How many resources of each type the stack has; null when it is not told. */
  resources: Record<string, number> | null;
};
