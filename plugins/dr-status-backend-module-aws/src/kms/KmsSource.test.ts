import { ConfigReader } from '@backstage/config';
import {
  askOnce,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst, jsonError } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { FakeAws } from '../testing/FakeAws';
import { kms } from './index';
import { KMS_KEYS } from './signals';

testMisbehaviour(
  'KMS',
  at => kms.create(awsSettings(at), new ConfigReader({ keys: ['alias/a'] })),
  { protocol: 'http' },
);

const PRIMARY = {
  KeyId: 'mrk-1',
  Arn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1',
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  Origin: 'AWS_KMS',
  Description: 'not for the portal',
  MultiRegion: true,
  MultiRegionConfiguration: {
    MultiRegionKeyType: 'PRIMARY',
    PrimaryKey: { Arn: 'a', Region: 'eu-west-1' },
    ReplicaKeys: [{ Arn: 'b', Region: 'eu-central-1' }],
  },
};

const describe1 = (keys: Record<string, object>) => (body: any) =>
  keys[body.KeyId]
    ? { KeyMetadata: { ...keys[body.KeyId] } }
    : jsonError('NotFoundException', `Alias ${body.KeyId} is not found.`);

describe('KmsSource', () => {
  it('reads state, relation and rotation, and that a key is not there', async () => {
    const { observations } = await askAgainst(
      kms,
      { keys: ['alias/a', 'alias/none', 'alias/a'] },
      {
        DescribeKey: describe1({ 'alias/a': PRIMARY }),
        GetKeyRotationStatus: {
          KeyRotationEnabled: true,
          RotationPeriodInDays: 365,
        },
      },
    );
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: KMS_KEYS,
        value: {
          region: 'eu-west-1',
          keys: [
            {
              name: 'alias/a',
              missing: false,
              id: 'mrk-1',
              state: 'Enabled',
              deletionDate: null,
              multiRegion: 'PRIMARY',
              primaryRegion: 'eu-west-1',
              replicaRegions: ['eu-central-1'],
              rotation: { enabled: true, periodDays: 365 },
              customStore: null,
            },
            { name: 'alias/none', missing: true },
          ],
        },
      },
    ]);
  });

  it('asks for the rotation of such keys only as KMS rotates', async () => {
    const { observations, operations } = await askAgainst(
      kms,
      { keys: ['rsa', 'imported', 'going', 'hsm'] },
      {
        DescribeKey: describe1({
          rsa: { KeyId: '1', KeyState: 'Enabled', KeySpec: 'RSA_2048' },
          imported: { KeyId: '2', KeyState: 'Enabled', Origin: 'EXTERNAL' },
          going: {
            KeyId: '3',
            KeyState: 'PendingDeletion',
            DeletionDate: 1_800_000_000,
          },
          hsm: {
            KeyId: '4',
            KeyState: 'Enabled',
            Origin: 'AWS_CLOUDHSM',
            CustomKeyStoreId: 'cks-1',
          },
        }),
        DescribeCustomKeyStores: {
          CustomKeyStores: [
            { CustomKeyStoreId: 'cks-1', ConnectionState: 'DISCONNECTED' },
          ],
        },
      },
    );
    expect(observations[0].value).toMatchObject({
      keys: [
        { id: '1', rotation: null, multiRegion: null },
        { id: '2', rotation: null },
        {
          state: 'PendingDeletion',
          deletionDate: '2027-01-15T08:00:00.000Z',
          rotation: { enabled: false },
        },
        { customStore: { id: 'cks-1', connection: 'DISCONNECTED' } },
      ],
    });
    expect(operations).not.toContain('GetKeyRotationStatus');
  });

  it('bears a key whose kind is not rotated, though nothing says so', async () => {
    const { observations } = await askAgainst(
      kms,
      { keys: ['alias/a'] },
      {
        DescribeKey: describe1({ 'alias/a': PRIMARY }),
        GetKeyRotationStatus: jsonError('UnsupportedOperationException', 'No'),
      },
    );
    expect(observations[0].value).toMatchObject({ keys: [{ rotation: null }] });
  });

  it('tells keys that are gone, all of them, from wrong names', async () => {
    const fake = await FakeAws.start();
    const source = kms.create(
      awsSettings(fake),
      new ConfigReader({ keys: ['alias/a'] }),
    );
    fake.answer = ({ target }) => ({
      body: JSON.stringify(
        target.endsWith('DescribeKey')
          ? { KeyMetadata: PRIMARY }
          : { KeyRotationEnabled: true },
      ),
    });
    await askOnce(source);
    fake.answer = () => jsonError('NotFoundException', 'None');
    expect((await askOnce(source))[0].value).toMatchObject({
      keys: [{ name: 'alias/a', missing: true }],
    });
    await source.close?.();
    await fake.close();
  });

  it('takes it for a wrong configuration when none of the keys is there', async () => {
    await expect(
      askAgainst(kms, { keys: ['alias/a'] }, { DescribeKey: describe1({}) }),
    ).rejects.toMatchObject({
      kind: 'misconfigured',
      message: 'KMS in eu-west-1 has none of the keys alias/a.',
      hint: expect.stringContaining('drStatus.sources.aws[0].keys'),
    });
  });

  it.each([
    ['DescribeKey', { DescribeKey: { KeyMetadata: { KeyId: 'a' } } }],
    [
      'GetKeyRotationStatus',
      {
        DescribeKey: describe1({ 'alias/a': PRIMARY }),
        GetKeyRotationStatus: {},
      },
    ],
    [
      'DescribeCustomKeyStores',
      {
        DescribeKey: describe1({
          'alias/a': { ...PRIMARY, CustomKeyStoreId: 'cks-1' },
        }),
        GetKeyRotationStatus: { KeyRotationEnabled: true },
        DescribeCustomKeyStores: { CustomKeyStores: [] },
      },
    ],
  ])(
    'does not believe an answer to %s without its content',
    async (...args) => {
      await expect(
        askAgainst(kms, { keys: ['alias/a'] }, args[1] as any),
      ).rejects.toMatchObject({ kind: 'malformed' });
    },
  );

  it.each([[[]], [[' ']]])('refuses the keys %j', keys => {
    expect(() =>
      kms.create(
        awsSettings({ url: 'http://127.0.0.1:1' }),
        new ConfigReader({ keys }),
      ),
    ).toThrow("Invalid value at 'drStatus.sources.aws[0].keys'");
  });
});
