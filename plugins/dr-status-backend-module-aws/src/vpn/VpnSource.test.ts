import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { ec2Answer } from '../testing/xml';
import { vpn } from './index';

testMisbehaviour(
  'VPN',
  at => vpn.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const connection = (id: string, state = 'available') => ({
  vpnConnectionId: id,
  state,
  customerGatewayConfiguration:
    '&lt;pre_shared_key&gt;not-for-anybody&lt;/pre_shared_key&gt;',
  options: {
    staticRoutesOnly: false,
    tunnelOptionSet: { item: [{ preSharedKey: 'not-for-anybody' }] },
  },
  vgwTelemetry: {
    item: [
      {
        outsideIpAddress: '203.0.113.1',
        status: 'UP',
        statusMessage: '4 BGP ROUTES',
        acceptedRouteCount: 4,
        lastStatusChange: '2026-11-01T10:00:00.000Z',
      },
      { outsideIpAddress: '203.0.113.2', status: 'DOWN' },
    ],
  },
});
const answers = (...connections: object[]) => ({
  DescribeVpnConnections: ec2Answer('DescribeVpnConnections', {
    vpnConnectionSet: { item: connections as any },
  }),
});

describe('VpnSource', () => {
  it('reads tunnels, and nothing of the keys that come along', async () => {
    const { observations } = await askAgainst(
      vpn,
      {},
      answers(connection('vpn-1'), connection('vpn-2', 'deleted')),
    );
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: 'aws.vpn.connections',
        value: {
          region: 'eu-west-1',
          connections: [
            {
              id: 'vpn-1',
              state: 'available',
              staticRoutesOnly: false,
              tunnels: [
                {
                  address: '203.0.113.1',
                  status: 'UP',
                  acceptedRoutes: 4,
                  lastChangeAt: '2026-11-01T10:00:00.000Z',
                },
                {
                  address: '203.0.113.2',
                  status: 'DOWN',
                  acceptedRoutes: null,
                  lastChangeAt: null,
                },
              ],
            },
          ],
        },
      },
    ]);
    expect(JSON.stringify(observations)).not.toContain('not-for-anybody');
  });

  it('follows the connections that it was given', async () => {
    const all = answers(connection('vpn-1'), connection('vpn-2'));
    const { observations } = await askAgainst(
      vpn,
      { connections: ['vpn-2'] },
      all,
    );
    expect((observations[0].value as any).connections).toMatchObject([
      { id: 'vpn-2' },
    ]);
    await expect(
      askAgainst(vpn, { connections: ['vpn-3'] }, all),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'EC2 in eu-west-1 has no VPN connection vpn-3.',
      hint: expect.stringContaining('drStatus.sources.aws[0].connections'),
    });
  });

  it('tells of one that was there and is gone, beside those that are left', async () => {
    const fake = await FakeAws.start();
    const source = vpn.create(
      awsSettings(fake),
      new ConfigReader({ connections: ['vpn-1', 'vpn-2'] }),
    );
    const both = [connection('vpn-1'), connection('vpn-2')];
    fake.answer = () => answers(...both).DescribeVpnConnections;
    await askOnce(source);
    fake.answer = () => answers(both[0]).DescribeVpnConnections;
    expect((await askOnce(source))[0].value).toMatchObject({
      connections: [{ id: 'vpn-1' }, { id: 'vpn-2', state: 'deleted' }],
    });
    await source.close?.();
    await fake.close();
  });

  it('says that a region has none', async () => {
    await expect(askAgainst(vpn, {}, answers())).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'EC2 in eu-west-1 has no VPN connection.',
    });
  });
});
