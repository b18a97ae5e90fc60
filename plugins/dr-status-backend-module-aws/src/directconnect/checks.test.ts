import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { entity, judgeEstate } from '../testing/estate';
import { VPN_CONNECTIONS } from '../vpn/signals';
import { bgpUp } from './bgpUp';
import { bridge } from './bridge';
import { directconnect } from './index';
import {
  DIRECT_CONNECT,
  type DirectConnectLink,
  type VirtualInterface,
} from './signals';

const over = (service: string) => ({ 'twinshore.io/link-service': service });
const ENTITIES = [
  entity(
    'link',
    'network-link',
    { site: 'bridge', failsOverTo: ['resource:backup'] },
    over('direct-connect'),
  ),
  entity(
    'backup',
    'network-link',
    { site: 'bridge' },
    over('site-to-site-vpn'),
  ),
  entity('alone', 'network-link', { site: 'bridge' }, over('direct-connect')),
];
const peer = (status: string) => ({
  id: 'p',
  addressFamily: 'ipv4',
  state: 'available',
  status,
});
const vif = (
  name: string,
  status = 'up',
  state = 'available',
): VirtualInterface => ({
  id: `dxvif-${name}`,
  name,
  connectionId: 'dxcon-1',
  type: 'private',
  state,
  bgpPeers: [peer(status)],
});
const CONNECTION = {
  id: 'dxcon-1',
  state: 'available',
  bandwidth: '1Gbps',
  location: 'X',
};
const LINK: DirectConnectLink = {
  region: 'eu-central-1',
  connections: [CONNECTION],
  virtualInterfaces: [vif('one'), vif('two')],
};
const CUT: Partial<DirectConnectLink> = {
  connections: [{ ...CONNECTION, state: 'down' }],
  virtualInterfaces: [vif('one', 'unknown', 'down'), vif('two', 'down')],
};

interface Situation {
  link?: Partial<DirectConnectLink>;
  /** State of both tunnels of the VPN. */
  tunnels?: string;
  failing?: string;
}
type Row = CheckCase<Situation>;

const judge = (check: Check, name: string, situation: Situation = {}) => {
  const tunnel = {
    address: 'x',
    status: situation.tunnels ?? 'UP',
    acceptedRoutes: 1,
    lastChangeAt: null,
  };
  return judgeEstate(
    ENTITIES,
    check,
    name,
    {
      link: { [DIRECT_CONNECT]: { ...LINK, ...situation.link } },
      backup: {
        [VPN_CONNECTIONS]: {
          region: 'eu-central-1',
          connections: [
            {
              id: 'vpn-1',
              state: 'available',
              staticRoutesOnly: false,
              tunnels: [tunnel, tunnel],
            },
          ],
        },
      },
    },
    situation.failing,
  );
};
const link = (
  title: string,
  state: Partial<DirectConnectLink>,
  verdict: Row[3],
  reason: RegExp,
): Row => [title, 'link', { link: state }, verdict, reason];

const CASES: Array<[Check, Row[]]> = [
  [
    bgpUp,
    [
      ['all is well', 'link', {}, 'met', /All 2 BGP sessions .* dxcon-1\./],
      link(
        'there is one session',
        { virtualInterfaces: [vif('one')] },
        'met',
        /The BGP session is up, over/,
      ),
      link(
        'one session is down',
        { virtualInterfaces: [vif('one'), vif('two', 'down')] },
        'at-risk',
        /1 of 2 BGP sessions are up; down: two \(ipv4\)/,
      ),
      link(
        'an interface has no session',
        { virtualInterfaces: [vif('one'), { ...vif('two'), bgpPeers: [] }] },
        'at-risk',
        /dxvif-two has no BGP session/,
      ),
      link('it is cut', CUT, 'breached', /No BGP .* dxcon-1 is down/),
      link(
        'one is not known',
        { virtualInterfaces: [vif('one'), vif('two', 'unknown')] },
        'unknown',
        /state of two \(ipv4\) is not known/,
      ),
      link(
        'none is known',
        { virtualInterfaces: [vif('one', 'unknown')] },
        'unknown',
        /does not know/,
      ),
      link(
        'something new is told',
        { virtualInterfaces: [vif('one', 'sideways')] },
        'unknown',
        /one \(ipv4\)/,
      ),
      link(
        'there is no session',
        { virtualInterfaces: [] },
        'breached',
        /No BGP session is up \(of 0\)/,
      ),
      link(
        'it is gone',
        { connections: [], virtualInterfaces: [] },
        'breached',
        /no longer has/,
      ),
      [
        'it cannot be asked',
        'link',
        { failing: 'link' },
        'unknown',
        /asks to slow down/,
      ],
    ],
  ],
  [
    bridge,
    [
      ['all is well', 'link', {}, 'met', /link carries .* backup stands in/],
      [
        'the link is cut',
        'link',
        { link: CUT },
        'at-risk',
        /backup carries the traffic alone\. No BGP/,
      ],
      [
        'the VPN is down',
        'link',
        { tunnels: 'DOWN' },
        'at-risk',
        /link has no stand-in\. No tunnel/,
      ],
      [
        'both are lost',
        'link',
        { link: CUT, tunnels: 'DOWN' },
        'breached',
        /Neither link nor backup/,
      ],
      [
        'the VPN cannot be asked',
        'link',
        { failing: 'backup' },
        'unknown',
        /The state of backup is unknown/,
      ],
      [
        'the link is cut and the VPN cannot be asked',
        'link',
        { link: CUT, failing: 'backup' },
        'unknown',
        /The state of backup is unknown/,
      ],
    ],
  ],
];

describeChecks('Direct Connect', {
  all: directconnect.checks,
  cases: CASES,
  judge,
});

it('judges the bridge where the link has a stand-in', () => {
  const applying = (name: string) =>
    directconnect.checks.filter(check => judge(check, name)).length;
  expect(applying('link')).toBe(2);
  expect(applying('alone')).toBe(1);
  expect(applying('backup')).toBe(0);
});
