import {
  basicAuthorization,
  bearerAuthorization,
  HttpSource,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { textOf, timeOf } from '../answers';
import { TERRAFORM_PLAN, type TerraformPlan } from './signals';

/** Addresses that are kept; the count tells of the others. */
const MOST_ADDRESSES = 20;

/** Exit codes of `terraform plan -detailed-exitcode`. */
const OUTCOMES: Record<number, TerraformPlan['outcome']> = {
  0: 'no-changes',
  1: 'error',
  2: 'drift',
};

/** What the messages of a plan say; all values in them are left where they are. */
function readMessages(messages: any[]) {
  const resources: Record<string, number> = {};
  const drifted: string[] = [];
  let version: string | null = null;
  for (const message of messages) {
    switch (message?.type) {
      case 'version':
        version = textOf(message.terraform);
        break;
      // One for each managed resource that the state holds.
      case 'refresh_complete': {
        const type = textOf(message.hook?.resource?.resource_type);
        if (type) {
          resources[type] = (resources[type] ?? 0) + 1;
        }
        break;
      }
      case 'resource_drift':
        drifted.push(textOf(message.change?.resource?.addr) ?? 'a resource');
        break;
      case 'outputs':
        for (const [name, output] of Object.entries<any>(
          message.outputs ?? {},
        )) {
          if (textOf(output?.action) && output.action !== 'noop') {
            drifted.push(`output.${name}`);
          }
        }
        break;
      default:
    }
  }
  return { resources, drifted, version };
}

/**
 * Reads the result of `terraform plan -refresh-only -detailed-exitcode -json`
 * that a scheduled job has published. The state itself is never read: it holds
 * secrets.
 */
export class TerraformSource extends HttpSource {
  constructor(settings: SourceSettings, access: HttpAccess) {
    super(settings, {
      access,
      headers: {
        ...bearerAuthorization(access),
        ...basicAuthorization(access),
      },
      leastPrivilege: 'to read the one published document',
    });
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const result = await this.endpoint.getJson('', { signal });
    const outcome = OUTCOMES[result.exitCode];
    const finishedAt = timeOf(result.finishedAt);
    if (!outcome || finishedAt === null) {
      throw this.endpoint.malformed('without exitCode and finishedAt');
    }
    if (!Array.isArray(result.messages)) {
      throw this.endpoint.malformed('without the messages of the plan');
    }
    const { resources, drifted, version } = readMessages(result.messages);
    const value: TerraformPlan = {
      outcome,
      finishedAt,
      version,
      revision: textOf(result.revision),
      driftedCount: drifted.length,
      drifted: drifted.slice(0, MOST_ADDRESSES),
      // A plan that broke off has not seen all.
      resources: outcome === 'error' ? null : resources,
    };
    return [{ entityRef: this.entityRefs[0], signal: TERRAFORM_PLAN, value }];
  }
}
