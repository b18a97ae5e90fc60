import { timingSafeEqual } from 'node:crypto';
import type { SandboxContext } from '../part';
import { SystemServer, type SystemRequest } from '../systems/SystemServer';
import type { Cluster } from './Cluster';

const RESOURCE = 'applications.argoproj.io';
const PATH = '/api/v1/applications';
const VERSION = 'v2.14.11+8283115';

function hasToken({ headers }: SystemRequest, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Argo CD’s own API in a cluster, over the same applications as the cluster’s. */
export class ArgoServer {
  readonly token: string;
  readonly #server: SystemServer;

  private constructor(server: SystemServer, token: string) {
    this.#server = server;
    this.token = token;
  }

  static async start(
    context: SandboxContext,
    cluster: Cluster,
  ): Promise<ArgoServer> {
    const site = cluster.name;
    const token = await context.secret(`argocd-${site}`);
    const server = await SystemServer.start({
      name: `argocd-${site}`,
      site,
      port: await context.port(`argocd-${site}`),
      model: context.model,
      authorize: request =>
        !request.path.startsWith('/api/v1') || hasToken(request, token),
      answer: ({ method, path, query }) => {
        if (method !== 'GET') {
          return {
            status: 403,
            body: {
              error: 'permission denied',
              code: 7,
              message: 'permission denied',
            },
          };
        }
        if (path === '/api/version') {
          return { body: { Version: VERSION } };
        }
        if (path === '/healthz') {
          return { body: 'ok' };
        }
        const all = cluster.store.list(RESOURCE);
        if (path === PATH) {
          const projects = query.getAll('projects');
          return {
            body: {
              metadata: { resourceVersion: String(cluster.store.revision) },
              items: all.filter(
                ({ spec }) =>
                  projects.length === 0 || projects.includes(spec.project),
              ),
            },
          };
        }
        const found = all.find(
          ({ metadata }) => path === `${PATH}/${metadata.name}`,
        );
        return found && { body: found };
      },
    });
    return new ArgoServer(server, token);
  }

  get url(): string {
    return this.#server.url;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}
