import { GetServiceGraphCommand } from '@aws-sdk/client-xray';
import type {
  ObservationInput,
  SourceContext,
} from '@twinshore/plugin-dr-status-node';
import { AwsSource, type AwsSourceSettings } from '../aws/AwsSource';
import { malformed, type AskedService } from '../aws/failures';
import { allPages } from '../aws/pages';
import { XRAY_SERVICES, type XrayServices } from './signals';

export const XRAY_ACTIONS = ['xray:GetServiceGraph'] as const;
/** Long enough for a standby that only health checks ask, short enough to see a failure. */
const WINDOW_SECONDS = 300;
const LISTED_SERVICES = 50;

/** Asks X-Ray of one account and region how the traced services fare. */
export class XraySource extends AwsSource {
  constructor(settings: AwsSourceSettings) {
    super(settings, `X-Ray in ${settings.region}`, XRAY_ACTIONS);
  }

  protected async ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]> {
    const client = await this.clients.get('xray', this.region);
    const now = context.now();
    const found = await allPages(
      NextToken =>
        client.send(
          new GetServiceGraphCommand({
            StartTime: new Date(now - WINDOW_SECONDS * 1000),
            EndTime: new Date(now),
            NextToken,
          }),
          { abortSignal: context.signal },
        ),
      answer => ({ items: answer.Services, next: answer.NextToken }),
      () => malformed(asked, 'without a list of services'),
    );
    const services = found
      .filter(({ Type, SummaryStatistics }) => {
        // A caller appears beside those whom it calls.
        return Type !== 'client' && (SummaryStatistics?.TotalCount ?? 0) > 0;
      })
      .map(({ Name, Type, SummaryStatistics: statistics }) => {
        const requests = statistics!.TotalCount!;
        const time = statistics!.TotalResponseTime;
        return {
          name: Name ?? '',
          type: Type ?? '',
          requests,
          faults: statistics!.FaultStatistics?.TotalCount ?? null,
          errors: statistics!.ErrorStatistics?.TotalCount ?? null,
          meanSeconds: time === undefined ? null : time / requests,
        };
      })
      // Those with faults first: none of them may be cut off.
      .sort(
        (a, b) =>
          (b.faults ?? Infinity) - (a.faults ?? Infinity) ||
          b.requests - a.requests,
      )
      .slice(0, LISTED_SERVICES);
    const value: XrayServices = {
      region: this.region,
      windowSeconds: WINDOW_SECONDS,
      services,
    };
    return [{ entityRef: this.entityRefs[0], signal: XRAY_SERVICES, value }];
  }
}
