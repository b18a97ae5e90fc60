import {
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeEventsCommand,
  paginateDescribeDBInstances,
  PromoteReadReplicaCommand,
  RDSClient,
  RebootDBInstanceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import {
  clientFor,
  eventually,
  FakeDatabase,
  startTestEstate,
  type TestEstate,
} from '../../testEstate';

describe('RDS of the sandbox', () => {
  let estate: TestEstate;
  let primaryRegion: RDSClient;
  let drRegion: RDSClient;

  beforeEach(async () => {
    estate = await startTestEstate();
    primaryRegion = new RDSClient(clientFor(estate, 'aws-primary'));
    drRegion = new RDSClient(clientFor(estate, 'aws-dr'));
  });

  afterEach(async () => {
    primaryRegion.destroy();
    drRegion.destroy();
    await estate.part.stop();
  });

  const describeReplica = async () => {
    const { DBInstances } = await drRegion.send(
      new DescribeDBInstancesCommand({
        DBInstanceIdentifier: 'rds-replica-aws-dr',
      }),
    );
    return DBInstances![0];
  };
  const describePrimary = async () =>
    (await primaryRegion.send(new DescribeDBInstancesCommand({})))
      .DBInstances![0];

  it('shows the primary as Multi-AZ in two zones, encrypted, restorable till lately', async () => {
    const instance = await describePrimary();
    expect(instance).toMatchObject({
      DBInstanceIdentifier: 'rds-postgresql-aws-primary',
      DBInstanceStatus: 'available',
      Engine: 'postgres',
      MultiAZ: true,
      AvailabilityZone: 'eu-central-1a',
      SecondaryAvailabilityZone: 'eu-central-1b',
      StorageEncrypted: true,
      ReadReplicaDBInstanceIdentifiers: [
        `arn:aws:rds:eu-west-1:${estate.aws['aws-dr'].accountId}:db:rds-replica-aws-dr`,
      ],
    });
    expect(instance.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
    const age = Date.now() - instance.LatestRestorableTime!.getTime();
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(6 * 60_000);
  });

  it('keeps each region to its own instances', async () => {
    const names = async (client: RDSClient) =>
      (await client.send(new DescribeDBInstancesCommand({}))).DBInstances!.map(
        ({ DBInstanceIdentifier }) => DBInstanceIdentifier,
      );
    expect(await names(primaryRegion)).toEqual(['rds-postgresql-aws-primary']);
    expect(await names(drRegion)).toEqual(['rds-replica-aws-dr']);
    await expect(
      primaryRegion.send(
        new DescribeDBInstancesCommand({
          DBInstanceIdentifier: 'rds-replica-aws-dr',
        }),
      ),
    ).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
      message: 'DBInstance rds-replica-aws-dr not found.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('reports replication as the servers have it', async () => {
    const info = async () => (await describeReplica()).StatusInfos![0];
    expect(await info()).toMatchObject({
      StatusType: 'read replication',
      Status: 'replicating',
      Normal: true,
    });
    estate.replica.ageSeconds = 300;
    expect(await info()).toMatchObject({
      Status: 'replication degraded',
      Normal: false,
    });
    estate.replica.ageSeconds = undefined;
    expect(await info()).toMatchObject({ Status: 'error', Normal: false });
    estate.replica.ageSeconds = 0.5;
    estate.model.links.get('inter-region')!.up = false;
    expect(await info()).toMatchObject({ Status: 'error', Normal: false });
    estate.model.links.get('inter-region')!.up = true;
    estate.primary.current = 'stopped';
    expect(await info()).toMatchObject({ Status: 'error', Normal: false });
  });

  it('promotes the real server, shows the action, then no source any more', async () => {
    let open = () => {};
    estate.replica.promotionGate = new Promise(resolve => {
      open = resolve;
    });
    const { DBInstance } = await drRegion.send(
      new PromoteReadReplicaCommand({
        DBInstanceIdentifier: 'rds-replica-aws-dr',
        BackupRetentionPeriod: 14,
      }),
    );
    expect(DBInstance!.DBInstanceStatus).toBe('modifying');
    expect(DBInstance!.ReadReplicaSourceDBInstanceIdentifier).toMatch(
      /^arn:aws:rds:eu-central-1:/,
    );
    expect((await describeReplica()).DBInstanceStatus).toBe('modifying');
    open();
    const promoted = await eventually(
      describeReplica,
      ({ DBInstanceStatus }) => DBInstanceStatus === 'available',
    );
    expect(estate.replica.promotions).toBe(1);
    expect(promoted.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
    expect(promoted.StatusInfos).toEqual([]);
    expect(promoted.BackupRetentionPeriod).toBe(14);
    expect((await describePrimary()).ReadReplicaDBInstanceIdentifiers).toEqual(
      [],
    );
    const { Events } = await drRegion.send(
      new DescribeEventsCommand({
        SourceIdentifier: 'rds-replica-aws-dr',
        SourceType: 'db-instance',
        EventCategories: ['read replica'],
      }),
    );
    expect(Events!.map(({ Message }) => Message)).toEqual([
      'Promoted Read Replica to a stand-alone database instance',
    ]);
    await expect(
      drRegion.send(
        new PromoteReadReplicaCommand({
          DBInstanceIdentifier: 'rds-replica-aws-dr',
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' });
  });

  it('tells of a promotion that fails, and stays a replica', async () => {
    estate.replica.promotionGate = Promise.reject(new Error('no quorum'));
    estate.replica.promotionGate.catch(() => {});
    await drRegion.send(
      new PromoteReadReplicaCommand({
        DBInstanceIdentifier: 'rds-replica-aws-dr',
      }),
    );
    const after = await eventually(
      describeReplica,
      ({ DBInstanceStatus }) => DBInstanceStatus === 'available',
    );
    expect(after.ReadReplicaSourceDBInstanceIdentifier).toBeDefined();
    const { Events } = await drRegion.send(
      new DescribeEventsCommand({ EventCategories: ['failure'] }),
    );
    expect(Events).toHaveLength(1);
    expect(estate.logged.join()).toContain('no quorum');
  });

  it('stops neither a replica nor its source, but both once promoted', async () => {
    const stop = (client: RDSClient, DBInstanceIdentifier: string) =>
      client.send(new StopDBInstanceCommand({ DBInstanceIdentifier }));
    await expect(
      stop(primaryRegion, 'rds-postgresql-aws-primary'),
    ).rejects.toMatchObject({
      name: 'InvalidDBInstanceStateFault',
      message: expect.stringContaining('rds-replica-aws-dr'),
    });
    await expect(stop(drRegion, 'rds-replica-aws-dr')).rejects.toMatchObject({
      name: 'InvalidDBInstanceStateFault',
    });
    await estate.replica.promote();
    await stop(primaryRegion, 'rds-postgresql-aws-primary');
    await eventually(
      describePrimary,
      ({ DBInstanceStatus }) => DBInstanceStatus === 'stopped',
    );
    expect(estate.primary.current).toBe('stopped');
    await primaryRegion.send(
      new StartDBInstanceCommand({
        DBInstanceIdentifier: 'rds-postgresql-aws-primary',
      }),
    );
    await eventually(
      describePrimary,
      ({ DBInstanceStatus }) => DBInstanceStatus === 'available',
    );
    expect(estate.primary.current).toBe('running');
  });

  it('shows a server that died as failed, with an event when it fell and rose', async () => {
    await describePrimary();
    estate.primary.current = 'stopped';
    expect((await describePrimary()).DBInstanceStatus).toBe('failed');
    estate.primary.current = 'running';
    expect((await describePrimary()).DBInstanceStatus).toBe('available');
    const { Events } = await primaryRegion.send(
      new DescribeEventsCommand({ EventCategories: ['availability'] }),
    );
    expect(Events!.map(({ Message }) => Message)).toEqual([
      'DB instance shutdown',
      'DB instance restarted',
    ]);
    const { Events: earlier } = await primaryRegion.send(
      new DescribeEventsCommand({ EndTime: new Date(Date.now() - 3600_000) }),
    );
    expect(earlier).toEqual([]);
  });

  it('fails over to the other zone, on request and when the zone is lost', async () => {
    await primaryRegion.send(
      new RebootDBInstanceCommand({
        DBInstanceIdentifier: 'rds-postgresql-aws-primary',
        ForceFailover: true,
      }),
    );
    const inB = await eventually(
      describePrimary,
      ({ DBInstanceStatus }) => DBInstanceStatus === 'available',
    );
    expect(inB.AvailabilityZone).toBe('eu-central-1b');
    estate.model.lostZones.add('aws-primary-b');
    expect(await describePrimary()).toMatchObject({
      AvailabilityZone: 'eu-central-1a',
      SecondaryAvailabilityZone: 'eu-central-1b',
    });
  });

  it('answers while a server hangs, and then says that replication gives no reading', async () => {
    await describeReplica();
    estate.replica.inRecovery = () => new Promise(() => {});
    const started = Date.now();
    expect((await describeReplica()).DBInstanceStatus).toBe('available');
    expect(Date.now() - started).toBeLessThan(5000);
    await eventually(
      async () => (await describeReplica()).StatusInfos![0].Status,
      status => status === 'error',
    );
  });

  it('pages through many instances, and refuses page sizes that RDS refuses', async () => {
    for (let index = 0; index < 45; index++) {
      const name = `extra-${String(index).padStart(2, '0')}`;
      estate.model.databases.set(
        name,
        new FakeDatabase(name, 'aws-dr', { recovering: false }),
      );
    }
    const sizes: number[] = [];
    const names: string[] = [];
    for await (const page of paginateDescribeDBInstances(
      { client: drRegion, pageSize: 20 },
      {},
    )) {
      sizes.push(page.DBInstances!.length);
      names.push(...page.DBInstances!.map(it => it.DBInstanceIdentifier!));
    }
    expect(sizes).toEqual([20, 20, 6]);
    expect(new Set(names).size).toBe(46);
    await expect(
      drRegion.send(new DescribeDBInstancesCommand({ MaxRecords: 5 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(
      drRegion.send(new DescribeDBInstancesCommand({ Marker: 'mine' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const { DBInstances } = await drRegion.send(
      new DescribeDBInstancesCommand({
        Filters: [{ Name: 'db-instance-id', Values: ['extra-07'] }],
      }),
    );
    expect(DBInstances).toHaveLength(1);
  });

  it('spreads the subnets of the data tier over three zones', async () => {
    const { DBSubnetGroups } = await drRegion.send(
      new DescribeDBSubnetGroupsCommand({}),
    );
    expect(
      DBSubnetGroups![0].Subnets!.map(
        ({ SubnetAvailabilityZone }) => SubnetAvailabilityZone!.Name,
      ),
    ).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    await expect(
      drRegion.send(
        new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: 'none' }),
      ),
    ).rejects.toMatchObject({ name: 'DBSubnetGroupNotFoundFault' });
  });
});
