import type { FaultDefinition, SandboxContext } from '../../part';
import { SystemServer } from '../../systems/SystemServer';

const UNITS = ['hsm-1', 'hsm-2'];

/** Two network HSM units, as their public health paths show them. */
export class HsmEstate {
  readonly #servers = new Map<string, SystemServer>();
  readonly #locked = new Set<string>();

  static async start(context: SandboxContext): Promise<HsmEstate> {
    const estate = new HsmEstate();
    try {
      for (const name of UNITS) {
        estate.#servers.set(
          name,
          await SystemServer.start({
            name,
            site: 'on-prem',
            zones: ['on-prem-dc'],
            port: await context.port(name),
            model: context.model,
            answer: ({ path }) => estate.#answer(name, path),
          }),
        );
      }
    } catch (error) {
      await estate.stop();
      throw error;
    }
    return estate;
  }

  describe() {
    return {
      units: UNITS.map(name => ({ name, url: this.#servers.get(name)!.url })),
    };
  }

  get faults(): FaultDefinition[] {
    return [
      {
        id: 'stop-hsm',
        title: 'Lose an HSM unit',
        description: 'The unit is gone: nothing listens at its address.',
        targets: () => UNITS,
        inject: async name => {
          const server = this.#servers.get(name!)!;
          await server.setRunning(false);
          return () => server.setRunning(true);
        },
      },
      {
        id: 'lock-hsm',
        title: 'Lock an HSM unit',
        description:
          'The unit answers, but its keys are locked away, as after a restart that nobody attended.',
        targets: () => UNITS,
        inject: async name => {
          this.#locked.add(name!);
          return async () => {
            this.#locked.delete(name!);
          };
        },
      },
    ];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map(each => each.stop()));
  }

  #answer(name: string, path: string) {
    const locked = this.#locked.has(name);
    switch (path) {
      case '/api/v1/health/state':
        return { body: { state: locked ? 'Locked' : 'Operational' } };
      case '/api/v1/health/ready':
        return { status: locked ? 412 : 200, body: '' };
      case '/api/v1/health/alive':
        return { status: locked ? 200 : 412, body: '' };
      default:
        return undefined;
    }
  }
}
