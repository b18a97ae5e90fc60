import { ConfigReader, type Config } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  HttpSource,
  readHttpAccess,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import * as signals from './signals';

const PAGERDUTY_API = 'https://api.pagerduty.com';
export const PAGERDUTY_GRANT =
  'A read-only REST API key, or a scoped OAuth token with services.read, incidents.read and oncalls.read.';

const SERVICE_ID = /^\w{1,40}$/;
/** Incidents of these states are asked for. */
const OPEN = ['triggered', 'acknowledged'];
const PAGE = 100;
/** Beyond so many nobody counts any more. */
const MOST_PAGES = 10;

interface Identified {
  id: string;
}

/** Asks PagerDuty for one service: its state, its open incidents, and who is on call. */
export class PagerDutySource extends HttpSource {
  readonly #serviceId: string;

  constructor(settings: SourceSettings, item: Config) {
    const token = item.getString('token');
    const access = readHttpAccess(
      new ConfigReader({ url: PAGERDUTY_API, ...item.get<JsonObject>() }),
      settings.key,
    );
    super(settings, {
      access,
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${token}`,
      },
      leastPrivilege: PAGERDUTY_GRANT,
    });
    this.#serviceId = item.getString('serviceId');
    if (!SERVICE_ID.test(this.#serviceId)) {
      throw new Error(
        `Invalid value at '${settings.key}.serviceId': the id of a service is needed, as in its address: PABC123`,
      );
    }
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const { service } = this.endpoint.parse(
      await this.#get(`/services/${this.#serviceId}`, signal),
    );
    if (typeof service?.status !== 'string') {
      throw this.endpoint.malformed('without the status of the service');
    }
    const policy = service.escalation_policy;
    if (typeof policy?.id !== 'string') {
      throw this.endpoint.malformed('without the escalation policy');
    }
    const [incidents, onCalls] = await Promise.all([
      this.#list(
        'incidents',
        `service_ids[]=${
          this.#serviceId
        }&statuses[]=triggered&statuses[]=acknowledged`,
        signal,
      ),
      this.#list(
        'oncalls',
        `escalation_policy_ids[]=${encodeURIComponent(policy.id)}`,
        signal,
      ),
    ]);
    if (incidents.some(each => !OPEN.includes(each?.status))) {
      throw this.endpoint.malformed('with an incident that is not open');
    }
    return observationsOf(this.entityRefs, {
      [signals.PAGERDUTY_SERVICE]: {
        name: String(service.name ?? this.#serviceId).slice(0, 100),
        status: service.status.slice(0, 40),
      },
      [signals.PAGERDUTY_INCIDENTS]: { ...openIncidents(incidents) },
      [signals.PAGERDUTY_ON_CALL]: {
        escalationPolicy: String(policy.summary ?? policy.id).slice(0, 100),
        levels: levelsOf(onCalls),
      },
    });
  }

  async #get(path: string, signal: AbortSignal) {
    const answer = await this.endpoint.get(path, {
      signal,
      accept: [200, 404],
    });
    if (answer.status === 404) {
      throw new SourceFailure(
        'misconfigured',
        `PagerDuty has no service ${
          this.#serviceId
        }, or does not show it to this key (404).`,
        `Correct ${this.key}.serviceId, or ${this.key}.url for an account in the EU.`,
      );
    }
    return answer;
  }

  async #list(
    name: 'incidents' | 'oncalls',
    query: string,
    signal: AbortSignal,
  ): Promise<any[]> {
    const all = new Map<string, unknown>();
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.endpoint.getJson(
        `/${name}?${query}&limit=${PAGE}&offset=${page * PAGE}`,
        { signal },
      );
      const items = answer[name];
      if (!Array.isArray(items)) {
        throw this.endpoint.malformed(`without its ${name}`);
      }
      // An item may slide into the next page between two questions.
      items.forEach((item: Partial<Identified>, index) =>
        all.set(item?.id ?? `${page}-${index}`, item),
      );
      if (answer.more !== true || items.length === 0) {
        break;
      }
    }
    return [...all.values()];
  }
}

function openIncidents(incidents: any[]): signals.OpenIncidents {
  const triggered = incidents.filter(each => each?.status === 'triggered');
  const times = triggered
    .map(each => each.created_at)
    .filter((at): at is string => typeof at === 'string')
    .sort();
  return {
    triggered: triggered.length,
    acknowledged: incidents.filter(each => each?.status === 'acknowledged')
      .length,
    oldestTriggeredAt: times[0] ?? null,
  };
}

function levelsOf(onCalls: any[]): signals.OnCall['levels'] {
  const people = new Map<number, Set<string>>();
  for (const each of onCalls) {
    const level = Number(each?.escalation_level);
    const id = each?.user?.id;
    if (level > 0 && typeof id === 'string') {
      people.set(level, (people.get(level) ?? new Set()).add(id));
    }
  }
  return [...people]
    .map(([level, ids]) => ({ level, people: ids.size }))
    .sort((a, b) => a.level - b.level);
}
