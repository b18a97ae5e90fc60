import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EstateModel, SiteName } from '../../model';
import type { RunningPart } from '../../part';
import { until } from '../../process/until';
import { startKubernetes } from '../part';

export interface ClusterAccess {
  url: string;
  token: string;
  caData: string;
  caFile: string;
}

export interface TestEstate {
  dir: string;
  kubeconfig: string;
  model: EstateModel;
  part: RunningPart;
  logged: string[];
  access(site: SiteName): ClusterAccess;
  adminToken(site: SiteName): string;
  inject(fault: string, target: string): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

/** The three clusters on free ports, faster than the sandbox's own. */
export async function startTestEstate(): Promise<TestEstate> {
  const dir = await mkdtemp(path.join(tmpdir(), 'twinshore-kubernetes-test-'));
  const model = new EstateModel();
  const logged: string[] = [];
  const ports = new Map<string, Promise<number>>();
  const part = await startKubernetes(
    {
      dir,
      model,
      port(name) {
        if (!ports.has(name)) {
          ports.set(name, freePort());
        }
        return ports.get(name)!;
      },
      secret: async name => `secret-of-${name}`,
      log: message => logged.push(message),
    },
    {
      timings: {
        podStartMs: 60,
        podStopMs: 40,
        imagePullBackOffMs: 40,
        jobRunMs: 50,
        nodeLostMs: 60,
        evictionMs: 120,
        autoscalerSyncMs: 250,
        nodeProvisionMs: 150,
        nodeIdleMs: 200,
      },
    },
  );
  const described = part.describe().kubernetes as Record<
    SiteName,
    ClusterAccess
  >;
  return {
    dir,
    kubeconfig: path.join(dir, 'kubeconfig'),
    model,
    part,
    logged,
    access: site => described[site],
    adminToken: site => `secret-of-kubernetes-admin-${site}`,
    async inject(fault, target) {
      const found = part.faults.find(({ id }) => id === fault);
      if (!found?.targets().includes(target)) {
        throw new Error(`fault ${fault} has no target ${target}`);
      }
      return found.inject(target);
    },
    async stop() {
      await part.stop();
      await rm(dir, { recursive: true });
    },
  };
}

/** Waits, bounded, for what an estate does by itself. */
export function eventually(
  what: string,
  condition: () => Promise<boolean | string>,
): Promise<void> {
  return until(what, condition, { seconds: 10, everyMs: 40 });
}
