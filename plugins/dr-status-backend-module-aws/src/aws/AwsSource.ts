import {
  ConfiguredSource,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import type { AwsClients } from './clients';
import { toSourceFailure, type AskedService } from './failures';

/** What every source of an AWS service is given. */
export interface AwsSourceSettings extends SourceSettings {
  /** Where its clients sign: the region asked, `us-east-1` for what is global. */
  region: string;
  endpoint?: string;
  clients: AwsClients;
}

/** Asks one service of one account and region; what goes wrong becomes a clear cause. */
export abstract class AwsSource extends ConfiguredSource {
  protected readonly region: string;
  protected readonly clients: AwsClients;
  /** Configuration key of the item, for hints. */
  protected readonly key: string;
  readonly leastPrivilege: string;
  readonly #asked: AskedService;

  /**
   * @param service - as messages name it: `RDS in eu-west-1`
   * @param actions - IAM actions that it needs, on all resources
   */
  constructor(
    settings: AwsSourceSettings,
    service: string,
    actions: readonly string[],
  ) {
    super(settings);
    this.leastPrivilege = `IAM: ${actions.join(', ')} on *.`;
    this.region = settings.region;
    this.clients = settings.clients;
    this.key = settings.key;
    this.#asked = {
      name: service,
      endpoint: settings.endpoint,
      timeoutSeconds: settings.timeoutSeconds,
    };
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    try {
      return await this.ask(context, this.#asked);
    } catch (error) {
      throw toSourceFailure(error, this.#asked, context.signal.aborted);
    }
  }

  async close(): Promise<void> {
    this.clients.destroy();
  }

  /** @param asked - for `malformed` and for metrics */
  protected abstract ask(
    context: SourceContext,
    asked: AskedService,
  ): Promise<ObservationInput[]>;
}
