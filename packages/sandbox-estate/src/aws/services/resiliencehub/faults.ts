import type { FaultDefinition } from '../../../part';
import { LOOSE, STRICT } from './estate';
import type { App } from './Hub';

/** Faults of what Resilience Hub says, each by the site whose app it is. */
export function resilienceHubFaults(apps: readonly App[]): FaultDefinition[] {
  const define = (
    id: string,
    title: string,
    description: string,
    inject: (app: App) => Promise<() => Promise<void>>,
  ): FaultDefinition => ({
    id: `resilience-hub-${id}`,
    title,
    description,
    targets: () => apps.map(({ site }) => site),
    inject: async target => {
      const app = apps.find(({ site }) => site === target);
      if (!app) {
        throw new Error(
          `resilience-hub-${id} needs one of ${apps
            .map(({ site }) => site)
            .join(', ')}; got ${target ?? 'nothing'}`,
        );
      }
      return inject(app);
    },
  });
  return [
    define(
      'loosen-policy',
      'Somebody loosens the resiliency policy',
      'The policy wants an RTO of four hours and an RPO of one for a lost region; nothing is assessed anew.',
      async app => {
        app.policy = LOOSE;
        return async () => {
          app.policy = STRICT;
          if (!app.isWell) await app.assess('After-policy-change');
        };
      },
    ),
    define(
      'assessments-fail',
      'Assessments fail',
      'The role that assesses may not read the resources any more: each assessment ends as Failed, one of them now.',
      async app => {
        app.failing =
          'Unable to assume the invoker role to read the resources of the app';
        await app.assess('Scheduled-check');
        return async () => {
          app.failing = undefined;
          await app.assess('After-role-change');
        };
      },
    ),
    define(
      'not-assessed',
      'Nobody has assessed for days',
      'The daily schedule is disabled, and the newest assessment is five days old.',
      async app => {
        app.schedule = 'Disabled';
        app.hideDays(5);
        return async () => {
          app.hidden = undefined;
          app.schedule = 'Daily';
        };
      },
    ),
    define(
      'drift',
      'The app drifts',
      'The scaling of the compute component was changed by hand; an assessment finds that it recovers more slowly, though still within its policy.',
      async app => {
        app.slower.set('compute', 1.4);
        await app.assess('After-change');
        return async () => {
          app.slower.delete('compute');
          await app.assess('After-change-undone');
        };
      },
    ),
  ];
}
