import {
  CreateAppCommand,
  CreateResiliencyPolicyCommand,
  ResiliencehubClient,
} from '@aws-sdk/client-resiliencehub';
import { describeWithMoto } from '@twinshore/plugin-dr-status-node/testUtils';
import { ResilienceHubV1 } from './hub/v1/ResilienceHubV1';

/**
 * Against moto, which others wrote, for what it covers: apps, policies, and a
 * queue of assessment summaries. It has no descriptions of assessments, no
 * recommendations and no drifts.
 */

const REGION = 'eu-west-1';
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

describeWithMoto('ResilienceHubV1 against moto', moto => {
  const call = () => ({ signal: AbortSignal.timeout(20_000) });
  let hub: ResilienceHubV1;
  let client: ResiliencehubClient;

  beforeAll(() => {
    client = moto.client(ResiliencehubClient, REGION);
    hub = new ResilienceHubV1({
      region: REGION,
      access: { endpoint: moto.endpoint() },
      credentials: async () => async () => credentials,
      timeoutSeconds: 20,
    });
  });

  afterAll(() => {
    hub.close();
    client.destroy();
  });

  it('reads apps and their policy', async () => {
    const target = (rtoInSecs: number, rpoInSecs: number) => ({
      rtoInSecs,
      rpoInSecs,
    });
    const { policy } = await client.send(
      new CreateResiliencyPolicyCommand({
        policyName: 'strict',
        tier: 'MissionCritical',
        policy: {
          AZ: target(900, 300),
          Hardware: target(900, 300),
          Software: target(3600, 900),
          Region: target(3600, 900),
        },
      }),
    );
    await client.send(
      new CreateAppCommand({
        name: 'orders',
        policyArn: policy!.policyArn,
        assessmentSchedule: 'Daily',
      }),
    );
    await client.send(new CreateAppCommand({ name: 'bills' }));

    const apps = await hub.listApps(call());
    expect(apps.map(({ name }) => name).sort()).toEqual(['bills', 'orders']);
    const orders = apps.find(({ name }) => name === 'orders')!;
    expect(orders).toMatchObject({
      compliance: 'not-assessed',
      drift: 'not-checked',
      schedule: 'daily',
      policyHandle: policy!.policyArn,
    });
    expect(await hub.describePolicy(orders.policyHandle!, call())).toEqual({
      name: 'strict',
      tier: 'MissionCritical',
      targets: {
        AZ: { rtoSeconds: 900, rpoSeconds: 300 },
        Hardware: { rtoSeconds: 900, rpoSeconds: 300 },
        Software: { rtoSeconds: 3600, rpoSeconds: 900 },
        Region: { rtoSeconds: 3600, rpoSeconds: 900 },
      },
    });
    expect(await hub.listApps(call(), name => name === 'bills')).toMatchObject([
      { name: 'bills', schedule: 'disabled', policyHandle: undefined },
    ]);
  });

  it('reads assessments', async () => {
    const [app] = await hub.listApps(call());
    const queued = await fetch(
      `${moto.endpoint()}/moto-api/static/resilience-hub-assessments/response`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          account_id: '123456789012',
          region: REGION,
          results: [
            [
              {
                appArn: app.handle,
                assessmentArn: app.handle.replace(/:app\//, ':app-assessment/'),
                assessmentName: 'Daily',
                assessmentStatus: 'Success',
                complianceStatus: 'PolicyBreached',
                invoker: 'System',
                resiliencyScore: 0.62,
              },
            ],
          ],
        }),
      },
    );
    expect(queued.status).toBe(201);
    const seen = [];
    for await (const assessment of hub.assessments(app, call())) {
      seen.push(assessment);
    }
    expect(seen).toMatchObject([
      { status: 'success', compliance: 'breached', scorePercent: 62 },
    ]);
  });

  it('says in the terms of the product what is not there', async () => {
    await expect(
      hub.describePolicy(
        `arn:aws:resiliencehub:${REGION}:123456789012:resiliency-policy/none`,
        call(),
      ),
    ).rejects.toMatchObject({ name: 'SourceFailure' });
  });
});
