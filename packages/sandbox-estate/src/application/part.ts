import type { SiteName } from '../model';
import type { FaultDefinition, SandboxPart } from '../part';
import { until } from '../process/until';
import { Application } from './Application';
import { cachingLookUp } from './cachingLookUp';
import { HealthChecker } from './HealthChecker';
import { Users } from './Users';

const SITES: SiteName[] = ['on-prem', 'aws-primary', 'aws-dr'];
const WELL_SECONDS = 30;
/** Twice the latency that the design allows. */
const SLOW_MILLISECONDS = 400;
const FAILS_EVERY = 20;

/** The synthetic application at each site, and its users. */
export const applicationPart: SandboxPart = {
  name: 'application',
  async start({ model, port, log }) {
    const applications = new Map<SiteName, Application>();
    for (const site of SITES) {
      const own = await port(`application/${site}`);
      const application = new Application(model, site, own);
      applications.set(site, application);
      model.applicationUrls.set(site, application.url);
      model.traffic.set(site, () => application.traffic);
    }
    const all = [...applications.values()];
    const checkers = all.map(one => new HealthChecker(model, one));
    const lookUp = cachingLookUp(model);
    const users = new Users(() => {
      const site = lookUp();
      return site && applications.get(site)?.url;
    }, await port('application/users'));
    const stop = async () => {
      await users.stop();
      await Promise.all(checkers.map(one => one.stop()));
      await Promise.all(all.map(one => one.stop()));
    };
    try {
      await Promise.all(all.map(one => one.start()));
      await Promise.all(checkers.map(one => one.start()));
      await users.start();
    } catch (error) {
      await stop();
      throw error;
    }
    model.usersUrl = users.url;
    log(`application at ${all.map(one => one.url).join(', ')}`);

    const hasDatabase = (site: SiteName) =>
      [...model.databases.values()].some(
        database => database.site === site && database.state() === 'running',
      );
    const untilWell = async () => {
      for (const application of all) {
        const { site } = application;
        await until(
          `The application of ${site} becoming healthy`,
          () =>
            model.endpointsHealthy.get(site) === true ||
            !application.up ||
            !hasDatabase(site),
          { seconds: WELL_SECONDS },
        );
      }
    };

    const onSite = async (site: SiteName, lost: boolean) => {
      const application = applications.get(site)!;
      if (lost) await application.takeDown('lose-site');
      else await application.bringBack('lose-site');
    };
    model.siteReactions.add(onSite);

    const stopApplication: FaultDefinition = {
      id: 'stop-application',
      title: 'Stop the application of a site',
      description:
        'The backend of the site refuses connections, while its database works on.',
      targets: () => SITES,
      async inject(name) {
        const application = applications.get(name as SiteName)!;
        await application.takeDown('stop-application');
        return () => application.bringBack('stop-application');
      },
    };

    const slowApplication: FaultDefinition = {
      id: 'slow-application',
      title: 'Slow the application of a site down',
      description: `Every request waits ${SLOW_MILLISECONDS} ms before it is served; health checks do not.`,
      targets: () => SITES,
      async inject(name) {
        const application = applications.get(name as SiteName)!;
        application.delayMilliseconds = SLOW_MILLISECONDS;
        return async () => {
          application.delayMilliseconds = 0;
        };
      },
    };

    const failingRequests: FaultDefinition = {
      id: 'failing-requests',
      title: 'Fail some requests at a site',
      description: `One request in ${FAILS_EVERY} is answered with 500; health checks are not.`,
      targets: () => SITES,
      async inject(name) {
        const application = applications.get(name as SiteName)!;
        application.failsEvery = FAILS_EVERY;
        return async () => {
          application.failsEvery = 0;
        };
      },
    };

    return {
      faults: [stopApplication, slowApplication, failingRequests],
      describe: () => ({
        application: Object.fromEntries(
          all.map(({ site, url }) => [site, { url }]),
        ),
        users: { url: users.url },
      }),
      async state() {
        const { succeeded, failed } = users;
        return { users: { sentTo: lookUp() ?? 'nowhere', succeeded, failed } };
      },
      untilWell,
      async stop() {
        model.siteReactions.delete(onSite);
        model.applicationUrls.clear();
        model.traffic.clear();
        model.usersUrl = undefined;
        await stop();
      },
    };
  },
};
