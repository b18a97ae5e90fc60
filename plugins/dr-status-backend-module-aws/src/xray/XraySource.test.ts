import { ConfigReader } from '@backstage/config';
import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { askAgainst } from '../testing/askAgainst';
import { awsSettings } from '../testing/awsSettings';
import { xray } from './index';
import { XRAY_SERVICES } from './signals';

testMisbehaviour(
  'X-Ray',
  at => xray.create(awsSettings(at), new ConfigReader({})),
  { protocol: 'http' },
);

const NOW = Date.parse('2026-11-23T12:00:00Z');

describe('XraySource', () => {
  it('counts the services that were traced, over pages', async () => {
    let first = true;
    const { observations } = await askAgainst(
      xray,
      {},
      {
        '/ServiceGraph': (body: string) => {
          const asked = JSON.parse(body);
          expect(asked.EndTime - asked.StartTime).toBe(300);
          if (first) {
            first = false;
            return {
              Services: [
                {
                  Name: 'users',
                  Type: 'client',
                  SummaryStatistics: { TotalCount: 9 },
                },
                { Name: 'idle', SummaryStatistics: { TotalCount: 0 } },
                {
                  Name: 'database',
                  Type: 'Database::SQL',
                  SummaryStatistics: { TotalCount: 5 },
                },
              ],
              NextToken: 'more',
            };
          }
          expect(asked.NextToken).toBe('more');
          return {
            Services: [
              {
                Name: 'api',
                Type: 'AWS::EKS::Container',
                SummaryStatistics: {
                  OkCount: 7,
                  TotalCount: 10,
                  TotalResponseTime: 0.5,
                  FaultStatistics: { TotalCount: 2, OtherCount: 2 },
                  ErrorStatistics: { TotalCount: 1, ThrottleCount: 1 },
                },
              },
            ],
          };
        },
      },
      () => NOW,
    );
    expect(observations).toEqual([
      {
        entityRef: 'resource:default/a',
        signal: XRAY_SERVICES,
        value: {
          region: 'eu-west-1',
          windowSeconds: 300,
          services: [
            {
              name: 'database',
              type: 'Database::SQL',
              requests: 5,
              faults: null,
              errors: null,
              meanSeconds: null,
            },
            {
              name: 'api',
              type: 'AWS::EKS::Container',
              requests: 10,
              faults: 2,
              errors: 1,
              meanSeconds: 0.05,
            },
          ],
        },
      },
    ]);
  });

  it('tells that there are no traces from no answer', async () => {
    const { observations } = await askAgainst(
      xray,
      {},
      { '/ServiceGraph': { Services: [] } },
    );
    expect(observations[0].value).toMatchObject({ services: [] });
    await expect(
      askAgainst(xray, {}, { '/ServiceGraph': {} }),
    ).rejects.toMatchObject({ kind: 'malformed' });
  });
});
