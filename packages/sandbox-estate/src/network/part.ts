import path from 'node:path';
import { keptAuthority } from '../certificates/authority';
import type { EstateModel, SiteName } from '../model';
import type { RunningPart, SandboxContext, SandboxPart } from '../part';
import { SystemServer } from '../systems/SystemServer';
import { BigipUnit } from './BigipUnit';
import { FdmUnit } from './FdmUnit';
import { networkFaults } from './faults';
import { PairState, UNIT_NAMES, type UnitName } from './PairState';
import { Pools } from './Pools';
import { TlsListener } from './TlsListener';

const USERNAME = 'twinshore-read';
const ZONE = 'on-prem-dc';
const SITES: SiteName[] = ['on-prem', 'aws-primary', 'aws-dr'];
/** Names that users come by; what stands for `name` in `estate.json`. */
const NAMES: Record<string, string> = {
  web: 'mis.example.gov',
  api: 'api.mis.example.gov',
};
const ZONES: Record<SiteName, string[]> = {
  'on-prem': [ZONE],
  'aws-primary': ['a', 'b', 'c'].map(zone => `aws-primary-${zone}`),
  'aws-dr': ['a', 'b', 'c'].map(zone => `aws-dr-${zone}`),
};

type Units = Record<UnitName, SystemServer>;

/** Starts the management interface of each unit of a pair. */
async function startUnits(
  { model, port }: SandboxContext,
  entity: string,
  create: (name: UnitName) => Pick<BigipUnit | FdmUnit, 'authorize' | 'answer'>,
): Promise<Units> {
  const servers = await Promise.all(
    UNIT_NAMES.map(async name => {
      const unit = create(name);
      return SystemServer.start({
        name: `${entity}-${name}`,
        site: 'on-prem',
        zones: [ZONE],
        port: await port(`network/${entity}-${name}`),
        model,
        authorize: request => unit.authorize(request),
        answer: request => unit.answer(request),
      });
    }),
  );
  return { a: servers[0], b: servers[1] };
}

/** A listener is away while its site or all of its zones are lost. */
async function followModel(
  model: EstateModel,
  listeners: TlsListener[],
): Promise<() => void> {
  const settle = async () => {
    await Promise.all(
      listeners.map(one =>
        one.setAway(
          'site',
          model.lostSites.has(one.site) ||
            ZONES[one.site].every(zone => model.lostZones.has(zone)),
        ),
      ),
    );
  };
  const onChange = (what: string) => {
    if (what.startsWith('zone:')) settle().catch(() => {});
  };
  model.on('change', onChange);
  model.siteReactions.add(settle);
  await settle();
  return () => {
    model.off('change', onChange);
    model.siteReactions.delete(settle);
  };
}

async function startNetwork(context: SandboxContext): Promise<RunningPart> {
  const { dir, model, port, secret } = context;
  const bigip = new PairState();
  const firewall = new PairState();
  const pools = new Pools(model);
  const f5Login = { username: USERNAME, password: await secret('network/f5') };
  const fdmLogin = {
    username: USERNAME,
    password: await secret('network/fdm'),
  };
  const ca = await keptAuthority(
    path.join(dir, 'network-ca.json'),
    'sandbox-mis-ca',
  );

  const f5Units = await startUnits(
    context,
    'f5-bigip-on-prem',
    name => new BigipUnit({ name, pair: bigip, pools, login: f5Login }),
  );
  const fdmUnits = await startUnits(
    context,
    'cisco-firewall',
    name => new FdmUnit(name, firewall, fdmLogin),
  );
  const listeners = await Promise.all(
    SITES.flatMap(site =>
      Object.entries(NAMES).map(
        async ([id, name]) =>
          new TlsListener({
            site,
            id,
            name,
            port: await port(`network/tls/${site}/${id}`),
            model,
            ca,
          }),
      ),
    ),
  );
  const unfollow = await followModel(model, listeners);

  /** The on-premises endpoints are the pair's: without an active unit nobody answers there. */
  const followPair = () =>
    Promise.all(
      listeners
        .filter(({ site }) => site === 'on-prem')
        .map(one => one.setAway('pair', !bigip.serves)),
    );
  const switchUnit =
    (pair: PairState, units: Units) => async (unit: UnitName, on: boolean) => {
      pair.switch(unit, on);
      await units[unit].setRunning(on);
      await followPair();
    };

  return {
    faults: networkFaults({
      model,
      bigip,
      firewall,
      pools,
      listeners,
      switchBigip: switchUnit(bigip, f5Units),
      switchFirewall: switchUnit(firewall, fdmUnits),
    }),
    describe: () => ({
      network: {
        f5: { a: f5Units.a.url, b: f5Units.b.url, ...f5Login },
        firewall: { a: fdmUnits.a.url, b: fdmUnits.b.url, ...fdmLogin },
        tls: {
          ca: ca.cert,
          ...Object.fromEntries(
            SITES.map(site => [
              site,
              Object.fromEntries(
                listeners
                  .filter(one => one.site === site)
                  .map(one => [
                    one.id,
                    {
                      name: `${one.name} at ${site}`,
                      host: '127.0.0.1',
                      port: one.port,
                      servername: one.name,
                    },
                  ]),
              ),
            ]),
          ),
        },
      },
    }),
    async stop() {
      unfollow();
      await Promise.all([
        ...listeners.map(one => one.stop()),
        ...Object.values(f5Units).map(unit => unit.stop()),
        ...Object.values(fdmUnits).map(unit => unit.stop()),
      ]);
    },
  };
}

/** Load balancers, firewalls and TLS endpoints. */
export const networkPart: SandboxPart = {
  name: 'network',
  start: startNetwork,
};
