import {
  basicAuthorization,
  HttpSource,
  SourceFailure,
  type HttpAccess,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { textOf, timeOf } from '../answers';
import * as signals from './signals';

const PAGE = 100;
/** More policies than anybody has; what answers without end is no Harbor. */
const MOST_PAGES = 20;
/** Each policy is a request of its own. */
const MOST_POLICIES = 50;

export interface HarborOptions {
  access: HttpAccess;
  /** Names of the replication policies to watch; all when absent. */
  policies?: string[];
}

/** Asks Harbor for its components and the newest execution of each replication policy. */
export class HarborSource extends HttpSource {
  readonly #policies?: string[];

  constructor(settings: SourceSettings, options: HarborOptions) {
    super(settings, {
      access: options.access,
      headers: basicAuthorization(options.access),
      leastPrivilege:
        'a system robot account with Replication: List and Read, Replication Policy: List and Read',
    });
    this.#policies = options.policies;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const [entityRef] = this.entityRefs;
    const { status, components } = await this.endpoint.getJson(
      '/api/v2.0/health',
      { signal },
    );
    if (textOf(status) === null || !Array.isArray(components)) {
      throw this.endpoint.malformed('without its health');
    }
    const health: signals.HarborHealth = {
      status,
      unhealthyComponents: components
        .filter(component => component?.status !== 'healthy')
        .map(component => textOf(component?.name) ?? 'a component'),
    };
    return [
      { entityRef, signal: signals.HARBOR_HEALTH, value: health },
      {
        entityRef,
        signal: signals.HARBOR_REPLICATION,
        value: { policies: await this.#askPolicies(signal) },
      },
    ];
  }

  async #askPolicies(signal: AbortSignal): Promise<signals.HarborPolicy[]> {
    const all = await this.#listPolicies(signal);
    const wanted = this.#policies
      ? this.#policies.map((name, index) => {
          const policy = all.find(each => each.name === name);
          if (!policy) {
            throw new SourceFailure(
              'misconfigured',
              `${this.title} has no replication policy ${name}, or hides it.`,
              `Correct ${this.key}.policies[${index}], or grant ${this.leastPrivilege}.`,
            );
          }
          return policy;
        })
      : all;
    if (wanted.length > MOST_POLICIES) {
      throw new SourceFailure(
        'misconfigured',
        `${this.title} has ${wanted.length} replication policies, more than the ${MOST_POLICIES} that are watched unasked.`,
        `Name those that matter at ${this.key}.policies.`,
      );
    }
    const policies: signals.HarborPolicy[] = [];
    for (const { id, name, enabled, destination } of wanted) {
      policies.push({
        name,
        enabled,
        destination,
        last: await this.#lastExecution(id, signal),
      });
    }
    return policies;
  }

  async #listPolicies(signal: AbortSignal) {
    const found: Array<{
      id: number;
      name: string;
      enabled: boolean;
      destination: string | null;
    }> = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const list = await this.endpoint.getJson(
        `/api/v2.0/replication/policies?page=${page}&page_size=${PAGE}`,
        { signal },
      );
      if (!Array.isArray(list)) {
        throw this.endpoint.malformed('without a list of policies');
      }
      for (const each of list) {
        if (
          typeof each?.id !== 'number' ||
          typeof each.enabled !== 'boolean' ||
          textOf(each.name) === null
        ) {
          throw this.endpoint.malformed('with a policy without id and state');
        }
        found.push({
          id: each.id,
          name: each.name,
          enabled: each.enabled,
          // The registry's URL may carry what is nobody's business.
          destination: textOf(each.dest_registry?.name),
        });
      }
      if (list.length < PAGE) {
        return found;
      }
    }
    throw this.endpoint.malformed('with policies without end');
  }

  async #lastExecution(
    policyId: number,
    signal: AbortSignal,
  ): Promise<signals.HarborExecution | null> {
    const list = await this.endpoint.getJson(
      `/api/v2.0/replication/executions?policy_id=${policyId}&sort=-start_time&page=1&page_size=1`,
      { signal },
    );
    if (!Array.isArray(list)) {
      throw this.endpoint.malformed('without a list of executions');
    }
    const [last] = list;
    if (last === undefined) {
      return null;
    }
    const status = textOf(last?.status);
    const startedAt = timeOf(last?.start_time);
    if (status === null || startedAt === null) {
      throw this.endpoint.malformed('with an execution without a status');
    }
    return {
      status,
      startedAt,
      endedAt: timeOf(last.end_time),
      failed: Number(last.failed) || 0,
      total: Number(last.total) || 0,
    };
  }
}
