import type { EstateModel } from '../model';
import type { FaultDefinition } from '../part';
import {
  SystemReply,
  SystemRequest,
  SystemServer,
} from '../systems/SystemServer';

const SERVICE_ID = 'PMISDR1';
const POLICY_ID = 'PESCAL1';
const AUTO_RESOLVE_SECONDS = 300;
const KEPT = 200;
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

/** An event as it was taken; the routing key is not kept. */
export interface TakenEvent {
  action: string;
  dedupKey: string;
  summary?: string;
  severity?: string;
  source?: string;
  at: string;
}

interface Incident {
  number: number;
  dedupKey: string;
  title: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  createdAt: number;
}

const PEOPLE = [
  { id: 'PUSER01', summary: 'Site reliability engineer', level: 1 },
  { id: 'PUSER02', summary: 'Platform lead', level: 2 },
  { id: 'PUSER03', summary: 'DR officer', level: 3 },
];

const refusal = (...errors: string[]): SystemReply => ({
  status: 400,
  body: { status: 'invalid event', message: 'Event object is invalid', errors },
});

function parse(body: string): any {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

/** PagerDuty: its REST API and its Events API, over one service. */
export class PagerDuty {
  readonly serviceId = SERVICE_ID;
  readonly #routingKey: string;
  readonly #events: TakenEvent[] = [];
  readonly #incidents: Incident[] = [];
  #server!: SystemServer;
  #onCall = true;

  private constructor(routingKey: string) {
    this.#routingKey = routingKey;
  }

  static async start(options: {
    model: EstateModel;
    port: number;
    token: string;
    routingKey: string;
  }): Promise<PagerDuty> {
    const pagerDuty = new PagerDuty(options.routingKey);
    pagerDuty.#server = await SystemServer.start({
      name: 'pagerduty',
      port: options.port,
      model: options.model,
      authorize: ({ path, headers }) =>
        path === '/v2/enqueue' ||
        headers.authorization === `Token token=${options.token}`,
      answer: request => pagerDuty.#answer(request),
    });
    return pagerDuty;
  }

  get url(): string {
    return this.#server.url;
  }

  readonly faults: FaultDefinition[] = [
    {
      id: 'no-on-call',
      title: 'Nobody is on call',
      description: 'The on-call schedules have a gap: no level has anybody.',
      targets: () => [],
      inject: async () => {
        this.#onCall = false;
        return async () => {
          this.#onCall = true;
        };
      },
    },
  ];

  state() {
    return {
      openIncidents: this.#open().map(({ number, title, status }) => ({
        number,
        title,
        status,
      })),
      events: this.#events.slice(-10),
    };
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #answer(request: SystemRequest): SystemReply | undefined {
    switch (`${request.method} ${request.path}`) {
      case 'POST /v2/enqueue':
        return this.#take(parse(request.body));
      case `GET /services/${SERVICE_ID}`:
        return { body: { service: this.#service() } };
      case 'GET /incidents':
        return this.#page(request, 'incidents', this.#incidentsOf(request));
      case 'GET /oncalls':
        return this.#page(request, 'oncalls', this.#oncallsOf(request));
      default:
        return undefined;
    }
  }

  #page({ query }: SystemRequest, name: string, all: unknown[]): SystemReply {
    const limit = Math.min(Number(query.get('limit')) || 25, 100);
    const offset = Number(query.get('offset')) || 0;
    return {
      body: {
        [name]: all.slice(offset, offset + limit),
        limit,
        offset,
        total: null,
        more: offset + limit < all.length,
      },
    };
  }

  #service() {
    const open = this.#open();
    let status = 'active';
    if (open.some(each => each.status === 'triggered')) status = 'critical';
    else if (open.length > 0) status = 'warning';
    return {
      id: SERVICE_ID,
      type: 'service',
      name: 'MIS disaster recovery',
      summary: 'MIS disaster recovery',
      status,
      auto_resolve_timeout: AUTO_RESOLVE_SECONDS,
      escalation_policy: {
        id: POLICY_ID,
        type: 'escalation_policy_reference',
        summary: 'MIS escalation',
      },
    };
  }

  #incidentsOf({ query }: SystemRequest) {
    const services = query.getAll('service_ids[]');
    const statuses = query.getAll('statuses[]');
    if (services.length > 0 && !services.includes(SERVICE_ID)) return [];
    this.#autoResolve();
    return this.#incidents
      .filter(
        ({ status }) => statuses.length === 0 || statuses.includes(status),
      )
      .map(({ number, dedupKey, title, status, createdAt }) => ({
        id: `Q${number}`,
        type: 'incident',
        incident_number: number,
        incident_key: dedupKey,
        title,
        status,
        urgency: 'high',
        created_at: new Date(createdAt).toISOString(),
        service: { id: SERVICE_ID, type: 'service_reference' },
      }));
  }

  #oncallsOf({ query }: SystemRequest) {
    const policies = query.getAll('escalation_policy_ids[]');
    const asked = policies.length === 0 || policies.includes(POLICY_ID);
    if (!asked || !this.#onCall) return [];
    return PEOPLE.map(({ id, summary, level }) => ({
      escalation_level: level,
      escalation_policy: { id: POLICY_ID, summary: 'MIS escalation' },
      user: { id, type: 'user_reference', summary },
      start: null,
      end: null,
    }));
  }

  #take(event: any): SystemReply {
    if (event.routing_key !== this.#routingKey) {
      return refusal('Invalid routing key');
    }
    const { event_action: action, payload = {} } = event;
    if (!['trigger', 'acknowledge', 'resolve'].includes(action)) {
      return refusal("'event_action' is invalid");
    }
    if (action === 'trigger') {
      const missing = ['summary', 'source', 'severity'].filter(
        name => typeof payload[name] !== 'string',
      );
      if (missing.length > 0) {
        return refusal(...missing.map(name => `'payload.${name}' is missing`));
      }
      if (!SEVERITIES.includes(payload.severity)) {
        return refusal("'payload.severity' is invalid");
      }
    } else if (typeof event.dedup_key !== 'string') {
      return refusal("'dedup_key' is missing");
    }
    const dedupKey =
      event.dedup_key ?? `sandbox-${this.#events.length}-${Date.now()}`;
    // The watchdog's would drive out all others.
    if (dedupKey !== 'alertmanager-watchdog') {
      this.#events.push({
        action,
        dedupKey,
        summary: payload.summary,
        severity: payload.severity,
        source: payload.source,
        at: new Date().toISOString(),
      });
      this.#events.splice(0, this.#events.length - KEPT);
    }
    this.#apply(action, dedupKey, payload.summary);
    return {
      status: 202,
      body: {
        status: 'success',
        message: 'Event processed',
        dedup_key: dedupKey,
      },
    };
  }

  #apply(action: string, dedupKey: string, title: string): void {
    const incident = this.#open().find(each => each.dedupKey === dedupKey);
    if (action === 'trigger' && !incident) {
      this.#incidents.push({
        number: (this.#incidents.at(-1)?.number ?? 0) + 1,
        dedupKey,
        title,
        status: 'triggered',
        createdAt: Date.now(),
      });
      this.#incidents.splice(0, this.#incidents.length - KEPT);
    } else if (incident && action === 'acknowledge') {
      incident.status = 'acknowledged';
    } else if (incident && action === 'resolve') {
      incident.status = 'resolved';
    }
  }

  #open(): Incident[] {
    this.#autoResolve();
    return this.#incidents.filter(({ status }) => status !== 'resolved');
  }

  /** As the service's setting says: what stays open that long is over. */
  #autoResolve(): void {
    const before = Date.now() - AUTO_RESOLVE_SECONDS * 1000;
    for (const incident of this.#incidents) {
      if (incident.createdAt < before) incident.status = 'resolved';
    }
  }
}
