import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AdminServer } from './admin/AdminServer';
import { FaultRegistry } from './faults/FaultRegistry';
import { siteFaults } from './faults/siteFaults';
import { EstateModel } from './model';
import type { EstateDescription, RunningPart, SandboxContext } from './part';
import { loadPart, PART_NAMES, PartName } from './parts';
import { writePrivate } from './state/files';
import { Ports } from './state/Ports';
import { SandboxLock } from './state/SandboxLock';
import { Secrets } from './state/Secrets';
import { systemFaults } from './systems/systemFaults';

export interface SandboxOptions {
  /** State, credentials and ports; made when absent. */
  dir: string;
  /** What to start; everything unless told. */
  parts?: PartName[];
  log?(message: string): void;
  /** Called when somebody asks the admin interface to end the sandbox. */
  onShutdown?(): void;
}

/** A sandbox that is up. */
export interface Sandbox {
  /** The content of `estate.json`. */
  estate: EstateDescription;
  model: EstateModel;
  faults: FaultRegistry;
  state(): Promise<Record<string, unknown>>;
  /** Clears all faults and mends what else is amiss. */
  mend(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the estate in this process and resolves when all of it works and
 * `estate.json` says how to reach it.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dir, log = () => {} } = options;
  await mkdir(dir, { recursive: true });
  const lock = await SandboxLock.acquire(dir);
  const running: { name: string; part: RunningPart }[] = [];
  let admin: AdminServer | undefined;

  const stop = async () => {
    await admin?.stop();
    const failures: unknown[] = [];
    for (const { part } of [...running].reverse()) {
      await part.stop().catch(error => failures.push(error));
    }
    await lock.release();
    if (failures.length > 0) throw failures[0];
  };

  try {
    const model = new EstateModel();
    // Every part and watcher of the estate may listen.
    model.setMaxListeners(0);
    const ports = await Ports.load(dir);
    const secrets = await Secrets.load(dir);
    const context: SandboxContext = {
      dir,
      port: name => ports.get(name),
      secret: name => secrets.get(name),
      model,
      log,
    };
    for (const name of PART_NAMES) {
      if (options.parts && !options.parts.includes(name)) continue;
      const definition = loadPart(name);
      log(`starting ${name}`);
      try {
        running.push({ name, part: await definition.start(context) });
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }

    const faults = new FaultRegistry(
      [
        ...running.flatMap(({ part }) => part.faults),
        ...siteFaults(model),
        ...systemFaults(model),
      ],
      {
        onChange: ({ id, state: now }) =>
          log(`fault ${id}: ${now === 'active' ? 'injected' : 'cleared'}`),
        async untilWell() {
          for (const { part } of running) await part.untilWell?.();
        },
      },
    );
    const state = async () => {
      const parts = await Promise.all(
        running.map(({ part }) => part.state?.() ?? {}),
      );
      return {
        ...Object.assign({}, ...parts),
        faults: faults.active(),
        lostSites: [...model.lostSites],
        lostZones: [...model.lostZones],
        endpointsHealthy: Object.fromEntries(model.endpointsHealthy),
      };
    };
    const mend = async () => {
      await faults.clearAll();
      for (const { part } of running) await part.mend?.();
    };

    const token = await secrets.get('admin-token');
    admin = await AdminServer.listen({
      port: await ports.get('admin'),
      token,
      faults,
      state,
      mendAll: mend,
      shutdown: options.onShutdown,
    });
    const estate: EstateDescription = { admin: { url: admin.url, token } };
    for (const { part } of running) Object.assign(estate, part.describe());
    await writePrivate(
      path.join(dir, 'estate.json'),
      `${JSON.stringify(estate, null, 2)}\n`,
    );
    return { estate, model, faults, state, mend, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
