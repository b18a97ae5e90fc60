import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { directconnect } from './index';

testMisbehaviour(
  'Direct Connect',
  at => directconnect.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const connection = (id: string, state = 'available') => ({
  connectionId: id,
  connectionState: state,
  bandwidth: '1Gbps',
  location: 'EqFR5',
});
const virtualInterface = (id: string, connectionId: string) => ({
  virtualInterfaceId: id,
  virtualInterfaceName: `name of ${id}`,
  virtualInterfaceType: 'private',
  virtualInterfaceState: 'available',
  connectionId,
  authKey: 'not-for-anybody',
  customerRouterConfig: '<key>not-for-anybody</key>',
  bgpPeers: [
    {
      bgpPeerId: 'p1',
      authKey: 'not-for-anybody',
      addressFamily: 'ipv4',
      bgpPeerState: 'available',
      bgpStatus: 'up',
    },
    { bgpPeerId: 'p0', bgpPeerState: 'deleted', bgpStatus: 'down' },
  ],
});
const ANSWERS = {
  DescribeConnections: ({ nextToken }: any) =>
    nextToken
      ? { connections: [connection('dxcon-2'), connection('old', 'deleted')] }
      : { connections: [connection('dxcon-1')], nextToken: 'more' },
  DescribeVirtualInterfaces: {
    virtualInterfaces: [
      virtualInterface('dxvif-1', 'dxcon-1'),
      virtualInterface('dxvif-2', 'dxcon-2'),
      virtualInterface('dxvif-3', 'dxcon-hosted'),
    ],
  },
};

describe('DirectConnectSource', () => {
  it('reads one connection with its BGP sessions, and none of their keys', async () => {
    const { observations } = await askAgainst(
      directconnect,
      { connections: ['dxcon-1'] },
      ANSWERS,
    );
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: 'aws.directconnect.link',
        value: {
          region: 'eu-west-1',
          connections: [
            {
              id: 'dxcon-1',
              state: 'available',
              bandwidth: '1Gbps',
              location: 'EqFR5',
            },
          ],
          virtualInterfaces: [
            {
              id: 'dxvif-1',
              name: 'name of dxvif-1',
              connectionId: 'dxcon-1',
              type: 'private',
              state: 'available',
              bgpPeers: [
                {
                  id: 'p1',
                  addressFamily: 'ipv4',
                  state: 'available',
                  status: 'up',
                },
              ],
            },
          ],
        },
      },
    ]);
    expect(JSON.stringify(observations)).not.toContain('not-for-anybody');
  });

  it('reads all of the region over pages, and hosted ones by their interfaces', async () => {
    const { observations } = await askAgainst(directconnect, {}, ANSWERS);
    const { connections, virtualInterfaces } = observations[0].value as any;
    expect(connections.map(({ id }: any) => id)).toEqual([
      'dxcon-1',
      'dxcon-2',
    ]);
    expect(virtualInterfaces).toHaveLength(3);
    await expect(
      askAgainst(directconnect, { connections: ['dxcon-hosted'] }, ANSWERS),
    ).resolves.toBeDefined();
  });

  it('tells of one that was there and is gone, beside those that are left', async () => {
    let left = ['dxcon-1', 'dxcon-2'];
    const fake = await FakeAws.start();
    fake.answer = ({ target }) => ({
      body: JSON.stringify(
        target.endsWith('DescribeConnections')
          ? { connections: left.map(id => connection(id)) }
          : { virtualInterfaces: [virtualInterface('dxvif-1', 'dxcon-1')] },
      ),
    });
    const source = directconnect.create(
      awsSettings(fake),
      new ConfigReader({ connections: left }),
    );
    await askOnce(source);
    left = ['dxcon-1'];
    expect((await askOnce(source))[0].value).toMatchObject({
      connections: [
        { id: 'dxcon-1', state: 'available' },
        { id: 'dxcon-2', state: 'deleted' },
      ],
    });
    await source.close?.();
    await fake.close();
  });

  it('says which key is wrong for a connection that is not there', async () => {
    await expect(
      askAgainst(directconnect, { connections: ['old'] }, ANSWERS),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'Direct Connect in eu-west-1 has no connection old.',
      hint: expect.stringContaining('drStatus.sources.aws[0].connections'),
    });
  });
});
