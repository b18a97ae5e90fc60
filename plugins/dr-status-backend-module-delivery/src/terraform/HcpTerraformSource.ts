import {
  bearerAuthorization,
  HttpSource,
  SourceFailure,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { timeOf } from '../answers';
import { TERRAFORM_PLAN, type TerraformPlan } from './signals';

export interface HcpTerraformOptions {
  access: HttpAccess;
  /** Id of the workspace, `ws-…`. */
  workspace: string;
}

/** Asks HCP Terraform or Terraform Enterprise for the newest health assessment of a workspace. */
export class HcpTerraformSource extends HttpSource {
  readonly #workspace: string;

  constructor(settings: SourceSettings, options: HcpTerraformOptions) {
    super(settings, {
      access: options.access,
      headers: bearerAuthorization(options.access),
      leastPrivilege:
        'a team token with Read on the workspace, where health assessments are enabled',
    });
    this.#workspace = options.workspace;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const answer = await this.endpoint.get(
      `/api/v2/workspaces/${encodeURIComponent(
        this.#workspace,
      )}/current-assessment-result`,
      { signal, accept: [200, 404] },
    );
    if (answer.status === 404) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has no assessment of the workspace ${
          this.#workspace
        }, or hides it.`,
        `Correct ${this.key}.workspace, enable health assessments, or grant ${this.leastPrivilege}.`,
      );
    }
    const attributes = this.endpoint.parse(answer).data?.attributes;
    const finishedAt = timeOf(attributes?.['created-at']);
    if (
      typeof attributes?.succeeded !== 'boolean' ||
      finishedAt === null ||
      (attributes.succeeded && typeof attributes.drifted !== 'boolean')
    ) {
      throw this.endpoint.malformed('without the result of an assessment');
    }
    const drifted = attributes.succeeded && attributes.drifted;
    const found = drifted ? 'drift' : 'no-changes';
    const value: TerraformPlan = {
      outcome: attributes.succeeded ? found : 'error',
      finishedAt,
      version: null,
      revision: null,
      driftedCount: drifted ? Number(attributes['resources-drifted']) || 1 : 0,
      drifted: [],
      resources: null,
    };
    return [{ entityRef: this.entityRefs[0], signal: TERRAFORM_PLAN, value }];
  }
}
