import { spawnSync } from 'node:child_process';
import type { SiteName } from '../model';
import type { SandboxPart } from '../part';
import { redisFaults } from './faults';
import {
  APPLICATION,
  LAYOUT,
  MASTER_NAME,
  MONITOR,
  SESSION_DATABASE,
  SITES,
} from './layout';
import { namesAt, RedisEstate } from './RedisEstate';
import type { RedisPasswords } from './configuration';

const ZONE_ON_PREM = 'on-prem-dc';

const installed = () =>
  ['redis-server', 'redis-sentinel'].every(
    program => spawnSync(program, ['--version']).status === 0,
  );

/** Real Redis servers and Sentinels: the cache on premises, and the session stores. */
export const redisPart: SandboxPart = {
  name: 'redis',
  async start(context) {
    const { model, log } = context;
    const ports = new Map<string, number>();
    for (const { name } of LAYOUT) {
      ports.set(name, await context.port(`redis/${name}`));
    }
    const passwords: RedisPasswords = {
      admin: await context.secret('redis-admin'),
      internal: await context.secret('redis-internal'),
      monitor: await context.secret('redis-monitor'),
      application: await context.secret('redis-application'),
    };
    const nodes = (site: SiteName, kind: 'server' | 'sentinel') =>
      LAYOUT.filter(one => one.site === site && one.kind === kind).map(
        ({ name }) => ({ host: '127.0.0.1', port: ports.get(name)! }),
      );
    const monitor = { username: MONITOR, password: passwords.monitor };
    const describe = () => ({
      redis: {
        sentinel: {
          masterName: MASTER_NAME,
          sentinels: { nodes: nodes('on-prem', 'sentinel'), ...monitor },
          redis: monitor,
        },
        sessions: Object.fromEntries(
          SITES.map(site => [
            site,
            {
              nodes: nodes(site, 'server'),
              database: SESSION_DATABASE,
              ...monitor,
            },
          ]),
        ),
      },
    });
    if (!installed()) {
      log(
        'Redis: redis-server and redis-sentinel are not installed; nothing listens at its addresses, and what they would tell stays unknown',
      );
      return { describe, faults: [], async stop() {} };
    }

    const estate = await RedisEstate.start(context, ports, passwords);
    const login = { username: APPLICATION, password: passwords.application };
    model.sessionLogin = site =>
      site === 'on-prem'
        ? {
            ...login,
            sentinels: nodes(site, 'sentinel'),
            masterName: MASTER_NAME,
          }
        : {
            ...login,
            host: '127.0.0.1',
            port: ports.get(estate.masterOf(site))!,
          };

    const lose = async (names: string[], lost: boolean, reason: string) =>
      lost ? estate.crash(names, reason) : estate.release(names, reason);
    const onSite = (site: SiteName, lost: boolean) =>
      lose(namesAt(site), lost, `lose-site:${site}`);
    model.siteReactions.add(onSite);
    // The machines on premises stand in one zone; the service spans its zones.
    let zoneLost = false;
    const onChange = (what: string) => {
      const now = model.lostZones.has(ZONE_ON_PREM);
      if (what === `zone:${ZONE_ON_PREM}` && now !== zoneLost) {
        zoneLost = now;
        lose(namesAt('on-prem'), now, 'lose-zone').catch(error =>
          log(`Redis: ${(error as Error).message}`),
        );
      }
    };
    model.on('change', onChange);

    return {
      describe,
      faults: redisFaults(estate),
      async state() {
        return {
          redis: estate.state(),
          redisMaster: await estate.findMaster(),
        };
      },
      mend: () => estate.mend(),
      untilWell: () => estate.untilWell(),
      async stop() {
        model.siteReactions.delete(onSite);
        model.off('change', onChange);
        model.sessionLogin = undefined;
        await estate.stop();
      },
    };
  },
};
