import {
  ConfiguredSource,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { observationsOf } from '../observe';
import {
  PROMETHEUS_GRANT,
  type PrometheusReplicas,
} from '../prometheus/PrometheusReplicas';
import { ALERTMANAGER_DELIVERIES } from './signals';

const WINDOW_SECONDS = 900;

/** Asks Prometheus how many of Alertmanager's notifications did not arrive. */
export class AlertDeliverySource extends ConfiguredSource {
  readonly leastPrivilege = PROMETHEUS_GRANT;
  readonly #replicas: PrometheusReplicas;
  readonly #selector: string;
  readonly #windowSeconds: number;

  constructor(
    settings: SourceSettings,
    options: {
      replicas: PrometheusReplicas;
      /** Label matchers without braces: `integration="pagerduty"`. */
      selector: string;
      windowSeconds?: number;
    },
  ) {
    super(settings);
    this.#replicas = options.replicas;
    this.#selector = options.selector;
    this.#windowSeconds = options.windowSeconds ?? WINDOW_SECONDS;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const server = await this.#replicas.firstReady(signal);
    const increase = (metric: string) =>
      `sum by (integration) (increase(${metric}{${this.#selector}}[${Math.round(
        this.#windowSeconds,
      )}s]))`;
    const [sent, failed] = await Promise.all([
      server.query(increase('alertmanager_notifications_total'), signal),
      server.query(increase('alertmanager_notifications_failed_total'), signal),
    ]);
    const sentBy = new Map(
      sent.map(({ labels, value }) => [labels.integration, value]),
    );
    return observationsOf(this.entityRefs, {
      [ALERTMANAGER_DELIVERIES]: {
        windowSeconds: this.#windowSeconds,
        integrations: failed.map(({ labels, value }) => ({
          integration: labels.integration ?? '',
          sent: sentBy.get(labels.integration) ?? 0,
          failed: value,
        })),
      },
    });
  }

  close(): Promise<void> {
    return this.#replicas.close();
  }
}
