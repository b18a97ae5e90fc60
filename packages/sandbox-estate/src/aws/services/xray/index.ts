import {
  GetServiceGraphCommand,
  InvalidRequestException$,
} from '@aws-sdk/client-xray';
import { AwsError } from '../../server/AwsError';
import { operation, operations, type Service } from '../../server/service';
import { siteOfRegion } from '../../sites';
import type { Traces } from './Traces';

const LONGEST_MS = 6 * 3600_000;
const BACKEND = 1;

/** X-Ray: the backend of the region's site, as its users and health checks met it. */
export function xrayService(traces: Traces): Service {
  return {
    signingName: 'xray',
    actionPrefix: 'xray',
    apiVersion: '2016-04-12',
    xmlNamespace: 'http://xray.amazonaws.com/doc/2016-04-12/',
    shapeNamespace: 'com.amazonaws.xray',
    protocols: ['rest-json'],
    regions: region => [region],
    operations: operations([
      operation(GetServiceGraphCommand, (input, { region, accountId }) => {
        const { StartTime, EndTime } = input;
        const from = StartTime!.getTime();
        const to = EndTime!.getTime();
        if (from >= to || to - from > LONGEST_MS) {
          throw AwsError.modeled(
            InvalidRequestException$,
            'Time range cannot be empty, and not be longer than 6 hours.',
          );
        }
        const count = traces.between(siteOfRegion(region), from, to);
        const { requests, faults, errors, seconds } = count;
        const statistics = {
          OkCount: requests - faults - errors,
          TotalCount: requests,
          TotalResponseTime: seconds,
          FaultStatistics: { TotalCount: faults, OtherCount: faults },
          ErrorStatistics: {
            TotalCount: errors,
            OtherCount: errors,
            ThrottleCount: 0,
          },
        };
        const seen = { StartTime, EndTime, State: 'active' };
        return {
          StartTime,
          EndTime,
          ContainsOldGroupVersions: false,
          Services:
            requests === 0
              ? []
              : [
                  {
                    ReferenceId: 0,
                    Name: 'fastapi-backend',
                    Names: ['fastapi-backend'],
                    Type: 'client',
                    ...seen,
                    State: 'unknown',
                    Edges: [
                      {
                        ReferenceId: BACKEND,
                        StartTime,
                        EndTime,
                        SummaryStatistics: statistics,
                        Aliases: [],
                      },
                    ],
                  },
                  {
                    ReferenceId: BACKEND,
                    Name: 'fastapi-backend',
                    Names: ['fastapi-backend'],
                    Root: true,
                    AccountId: accountId,
                    Type: 'AWS::EKS::Container',
                    ...seen,
                    Edges: [],
                    SummaryStatistics: statistics,
                  },
                ],
        };
      }),
    ]),
  };
}
