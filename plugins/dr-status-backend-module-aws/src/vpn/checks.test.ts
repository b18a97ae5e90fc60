import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { ago, entity, judgeEstate } from '../testing/estate';
import { vpn } from './index';
import {
  VPN_CONNECTIONS,
  type VpnConnection,
  type VpnConnections,
} from './signals';
import { tunnelsUp } from './tunnelsUp';

const ENTITIES = [
  entity(
    'link',
    'network-link',
    { site: 'bridge' },
    { 'twinshore.io/link-service': 'site-to-site-vpn' },
  ),
  entity('other', 'network-link', { site: 'bridge' }),
];
const UP = {
  address: '203.0.113.1',
  status: 'UP',
  acceptedRoutes: 4,
  lastChangeAt: ago(3600),
};
const DOWN = {
  ...UP,
  address: '203.0.113.2',
  status: 'DOWN',
  acceptedRoutes: 0,
};
const CONNECTION: VpnConnection = {
  id: 'vpn-1',
  state: 'available',
  staticRoutesOnly: false,
  tunnels: [UP, { ...UP, address: '203.0.113.2' }],
};

interface Situation {
  connection?: Partial<VpnConnection>;
  none?: boolean;
  /** Of a second connection, which has both tunnels unless it says otherwise. */
  second?: Partial<VpnConnection>;
  failing?: string;
}
type Row = CheckCase<Situation>;

const judge = (check: Check, name: string, situation: Situation = {}) =>
  judgeEstate(
    ENTITIES,
    check,
    name,
    {
      link: {
        [VPN_CONNECTIONS]: {
          region: 'eu-central-1',
          connections: situation.none
            ? []
            : [
                { ...CONNECTION, ...situation.connection },
                ...(situation.second
                  ? [{ ...CONNECTION, id: 'vpn-2', ...situation.second }]
                  : []),
              ],
        } satisfies VpnConnections,
      },
    },
    situation.failing,
  );
const tunnels = (
  title: string,
  list: VpnConnection['tunnels'],
  verdict: Row[3],
  reason: RegExp,
  staticRoutesOnly = false,
): Row => [
  title,
  'link',
  { connection: { tunnels: list, staticRoutesOnly } },
  verdict,
  reason,
];

const CASES: Array<[Check, Row[]]> = [
  [
    tunnelsUp,
    [
      [
        'all is well',
        'link',
        {},
        'met',
        /2 of 2 tunnels of vpn-1 .* accept 4 routes/,
      ],
      tunnels(
        'routes are static',
        [
          { ...UP, acceptedRoutes: 0 },
          { ...UP, acceptedRoutes: 0 },
        ],
        'met',
        /static routes/,
        true,
      ),
      tunnels(
        'one is down',
        [UP, DOWN],
        'at-risk',
        /1 of 2 tunnels .* 203.0.113.2 is down for 1 h/,
      ),
      tunnels(
        'both are down',
        [DOWN, { ...DOWN, lastChangeAt: null }],
        'breached',
        /No tunnel of vpn-1 is up/,
      ),
      tunnels('there is one alone', [UP], 'at-risk', /no second one/),
      tunnels(
        'they carry no routes',
        [
          { ...UP, acceptedRoutes: 0 },
          { ...UP, acceptedRoutes: 0 },
        ],
        'breached',
        /no route is accepted over them/,
      ),
      tunnels(
        'one carries no routes',
        [UP, { ...UP, address: 'x', acceptedRoutes: 0 }],
        'at-risk',
        /no route is accepted over x/,
      ),
      tunnels(
        'the routes are not told',
        [UP, UP].map(each => ({ ...each, acceptedRoutes: null })),
        'unknown',
        /does not say how many routes/,
      ),
      tunnels('nothing is told', [], 'unknown', /no telemetry/),
      tunnels(
        'something new is told',
        [UP, { ...UP, status: 'SIDEWAYS' }],
        'unknown',
        /not understood: SIDEWAYS/,
      ),
      [
        'it is being deleted',
        'link',
        { connection: { state: 'deleting' } },
        'breached',
        /is deleting/,
      ],
      [
        'one of two connections is gone',
        'link',
        { second: { state: 'deleted', tunnels: [] } },
        'at-risk',
        /vpn-2 is deleted/,
      ],
      [
        'both connections are lost',
        'link',
        {
          connection: { tunnels: [DOWN, DOWN] },
          second: { state: 'deleted', tunnels: [] },
        },
        'breached',
        /No tunnel of vpn-1 is up/,
      ],
      ['it is gone', 'link', { none: true }, 'breached', /no longer has/],
      [
        'it cannot be asked',
        'link',
        { failing: 'link' },
        'unknown',
        /asks to slow down/,
      ],
    ],
  ],
];

describeChecks('VPN', { all: vpn.checks, cases: CASES, judge });

it('judges links over the VPN alone', () => {
  expect(judge(tunnelsUp, 'other')).toBeUndefined();
});
