import type { EstateModel, SiteName } from '../model';
import type { FaultDefinition } from '../part';
import { toggledFault } from '../systems/toggledFault';
import { UNIT_NAMES, type PairState, type UnitName } from './PairState';
import { POOL_NODES, type Pools } from './Pools';
import type { TlsListener } from './TlsListener';

export interface NetworkControls {
  model: EstateModel;
  bigip: PairState;
  firewall: PairState;
  pools: Pools;
  listeners: TlsListener[];
  switchBigip(unit: UnitName, on: boolean): Promise<void>;
  switchFirewall(unit: UnitName, on: boolean): Promise<void>;
}

export function networkFaults(controls: NetworkControls): FaultDefinition[] {
  const { model, bigip, firewall, pools, listeners } = controls;
  const sites = [...new Set(listeners.map(({ site }) => site))];
  const at = (site: string) =>
    listeners.filter(listener => listener.site === (site as SiteName));
  /** In AWS the load balancer and its certificate say the same. */
  const tell = (wrong: Set<SiteName>, site: string, on: boolean) => {
    if (on) wrong.add(site as SiteName);
    else wrong.delete(site as SiteName);
    model.changed(`tls:${site}`);
  };
  return [
    toggledFault(
      {
        id: 'f5-failover',
        title: 'The BIG-IP pair fails over',
        description: 'The standby unit is active now, and the other stands by.',
      },
      on => bigip.failOver(on ? 'b' : 'a'),
    ),
    toggledFault(
      {
        id: 'f5-split',
        title: 'Both BIG-IP units are active',
        description:
          'They do not hear each other, and both answer for the same addresses.',
      },
      on => {
        bigip.split = on;
      },
    ),
    toggledFault(
      {
        id: 'f5-out-of-sync',
        title: 'The BIG-IP units differ',
        description:
          'Changes on one unit are not on the other: its status is Changes Pending.',
      },
      on => {
        bigip.synced = !on;
      },
    ),
    toggledFault(
      {
        id: 'f5-unit-down',
        title: 'A BIG-IP unit is off',
        description: 'It answers nothing; the other one is active.',
        targets: UNIT_NAMES,
      },
      (on, unit) => controls.switchBigip(unit as UnitName, !on),
    ),
    toggledFault(
      {
        id: 'f5-member-down',
        title: 'A pool member is down',
        description:
          'One node does not answer the monitor of the pools on the BIG-IP.',
        targets: POOL_NODES,
      },
      (on, node) => (on ? pools.down.add(node) : pools.down.delete(node)),
    ),
    toggledFault(
      {
        id: 'firewall-failover',
        title: 'The firewall pair fails over',
        description: 'The standby unit is active now, and the other stands by.',
      },
      on => firewall.failOver(on ? 'b' : 'a'),
    ),
    toggledFault(
      {
        id: 'firewall-unit-down',
        title: 'A firewall unit is off',
        description: 'It answers nothing; the other one is active alone.',
        targets: UNIT_NAMES,
      },
      (on, unit) => controls.switchFirewall(unit as UnitName, !on),
    ),
    toggledFault(
      {
        id: 'firewall-no-active-unit',
        title: 'No firewall unit is active',
        description: 'Both negotiate without end: no traffic passes.',
      },
      on => {
        firewall.stuck = on;
      },
    ),
    toggledFault(
      {
        id: 'firewall-out-of-sync',
        title: 'The firewall units differ',
        description: 'The standby unit does not hold the newest rules.',
      },
      on => {
        firewall.synced = !on;
      },
    ),
    toggledFault(
      {
        id: 'tls-old-protocol',
        title: 'Old versions of TLS are accepted',
        description: 'The TLS endpoints of the site accept TLS 1.0 to 1.3.',
        targets: sites,
      },
      (on, site) => {
        tell(model.oldTlsVersions, site, on);
        return Promise.all(at(site).map(one => one.setOldProtocol(on)));
      },
    ),
    toggledFault(
      {
        id: 'expired-certificate',
        title: 'Certificates have expired',
        description:
          'The TLS endpoints of the site present a certificate that ended yesterday.',
        targets: sites,
      },
      (on, site) => {
        tell(model.expiredCertificates, site, on);
        return Promise.all(at(site).map(one => one.setExpired(on)));
      },
    ),
  ];
}
