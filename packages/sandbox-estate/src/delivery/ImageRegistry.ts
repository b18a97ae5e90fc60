import type { EstateModel } from '../model';
import type { SystemReply, SystemRequest } from '../systems/SystemServer';
import { PIPELINES } from './Ci';

const HOUR_MS = 3_600_000;
const POLICY_ID = 1;
/** Links that images cross, either of which is enough. */
const LINKS = ['direct-connect', 'site-to-site-vpn'];
const COMPONENTS = [
  'core',
  'database',
  'jobservice',
  'portal',
  'redis',
  'registry',
  'registryctl',
];

interface Execution {
  id: number;
  status: 'Succeed' | 'Failed';
  at: number;
}

/** The Harbor of the estate, which copies its images to the registry of the AWS primary. */
export class ImageRegistry {
  readonly #model: EstateModel;
  /** Components that are ill. */
  readonly unhealthy = new Set<string>();
  enabled = true;
  /** The destination refuses what is sent. */
  refused = false;
  #last: Execution;
  readonly #unfollow: () => void;

  constructor(model: EstateModel, now: number) {
    this.#model = model;
    this.#last = { id: 311, status: 'Succeed', at: now - 2 * HOUR_MS };
    const onChange = (what: string) => {
      // A push to Git ends in images that are copied.
      if (what === 'git') this.replicate();
    };
    model.on('change', onChange);
    this.#unfollow = () => model.off('change', onChange);
  }

  /** Copies what is new; it fails where there is no way. */
  replicate(): void {
    this.#last = {
      id: this.#last.id + 1,
      status: this.#reaches() ? 'Succeed' : 'Failed',
      at: Date.now(),
    };
  }

  stop(): void {
    this.#unfollow();
  }

  answer({ path, query }: SystemRequest): SystemReply | undefined {
    switch (path) {
      case '/api/v2.0/health':
        return { body: this.#health() };
      case '/api/v2.0/replication/policies':
        return { body: query.get('page') === '1' ? [this.#policy()] : [] };
      case '/api/v2.0/replication/executions':
        return {
          body:
            query.get('policy_id') === String(POLICY_ID)
              ? [this.#execution()]
              : [],
        };
      case '/api/v2.0/projects/mis/repositories':
        return {
          body: Object.keys(this.#model.git?.tags ?? {}).map((name, index) => ({
            id: index + 1,
            name: `mis/${name}`,
            artifact_count: 1,
          })),
        };
      default:
        return undefined;
    }
  }

  #reaches(): boolean {
    const links = LINKS.map(name => this.#model.links.get(name));
    return (
      !this.refused &&
      !this.#model.lostSites.has('aws-primary') &&
      // Where no links run in this sandbox, nothing says that they are cut.
      links.some(link => link?.up ?? true)
    );
  }

  #health() {
    return {
      status: this.unhealthy.size > 0 ? 'unhealthy' : 'healthy',
      components: COMPONENTS.map(name => ({
        name,
        status: this.unhealthy.has(name) ? 'unhealthy' : 'healthy',
      })),
    };
  }

  #policy() {
    return {
      id: POLICY_ID,
      name: 'mis-to-ecr',
      enabled: this.enabled,
      dest_registry: { id: 1, name: 'ecr-aws-primary', type: 'aws-ecr' },
      trigger: { type: 'event_based' },
    };
  }

  #execution() {
    // It tries again by itself when there is a way, and notices when there is none.
    if ((this.#last.status === 'Succeed') !== this.#reaches()) this.replicate();
    const { id, status, at } = this.#last;
    const total = PIPELINES.length;
    const failed = status === 'Failed' ? total : 0;
    return {
      id,
      policy_id: POLICY_ID,
      status,
      start_time: new Date(at - 42_000).toISOString(),
      end_time: new Date(at).toISOString(),
      total,
      failed,
      succeed: total - failed,
      in_progress: 0,
      stopped: 0,
    };
  }
}
