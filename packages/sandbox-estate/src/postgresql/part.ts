import type { SiteName } from '../model';
import type { SandboxPart } from '../part';
import { postgresqlFaults } from './faults';
import { LAYOUT } from './layout';
import { PostgresqlEstate } from './PostgresqlEstate';
import { APPLICATION, DATABASE, MONITOR } from './schema';
import { heartbeatAgeSeconds, untilWell } from './wellness';

/** Real PostgreSQL servers, replicating over links that can be cut. */
export const postgresqlPart: SandboxPart = {
  name: 'postgresql',
  async start(context) {
    const { model, log } = context;
    const estate = await PostgresqlEstate.start(context);
    try {
      log('PostgreSQL: waiting for replication end to end');
      await untilWell(estate);
    } catch (error) {
      await estate.stop();
      throw error;
    }
    model.databaseLogin = name => ({
      ...estate.applicationLogin(name),
      host: '127.0.0.1',
      user: APPLICATION,
    });

    const onSite = async (site: SiteName, lost: boolean) => {
      const reason = `lose-site:${site}`;
      const hit = [...estate.servers.values()].filter(one => one.site === site);
      await Promise.all(
        hit.map(one => (lost ? one.crash(reason) : one.release(reason))),
      );
    };
    model.siteReactions.add(onSite);

    return {
      faults: postgresqlFaults(estate),
      describe: () => ({
        postgresql: Object.fromEntries(
          LAYOUT.map(({ name }) => [
            name,
            {
              host: '127.0.0.1',
              port: estate.server(name).port,
              user: MONITOR,
              password: estate.passwords[MONITOR],
              database: DATABASE,
            },
          ]),
        ),
      }),
      async state() {
        const databases = await Promise.all(
          LAYOUT.map(async ({ name, site }) => {
            const server = estate.server(name);
            return {
              name,
              site,
              state: server.state(),
              port: server.port,
              inRecovery: await server.inRecovery(),
              heartbeatAgeSeconds:
                server.state() === 'running'
                  ? await heartbeatAgeSeconds(estate, name).catch(
                      () => undefined,
                    )
                  : undefined,
            };
          }),
        );
        return {
          databases,
          links: [...estate.links.values()].map(({ name, up, bytes }) => ({
            name,
            up,
            bytes,
          })),
          heartbeat: {
            beating: estate.heartbeat.beating,
            lastBeatAt: estate.heartbeat.lastBeatAt,
          },
        };
      },
      async mend() {
        await estate.mend();
        await untilWell(estate);
      },
      untilWell: () => untilWell(estate),
      async stop() {
        model.siteReactions.delete(onSite);
        await estate.stop();
      },
    };
  },
};
