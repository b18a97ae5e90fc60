export interface Config {
  drStatus?: {
    alerting?: {
      /** PagerDuty service that events go to, by its Events API v2. */
      pagerduty?: {
        /**
         * Integration key of the service.
         * @visibility secret
         */
        routingKey: string;
        /** Default https://events.pagerduty.com; https://events.eu.pagerduty.com for accounts in the EU. */
        url?: string;
        /** Where events come from, as PagerDuty shows it. Default `twinshore`. */
        source?: string;
      };
    };
    sources?: {
      /** Metrics, dashboards, logs, traces and alerting: one item for each system. */
      observability?: Array<{
        /** Unique among the sources of the system; the id is `<system>:<name>`. */
        name: string;
        /** What is asked. */
        system:
          | 'prometheus'
          | 'slo'
          | 'error-budget'
          | 'alertmanager'
          | 'alert-delivery'
          | 'grafana'
          | 'elasticsearch'
          | 'logstash'
          | 'kibana'
          | 'jaeger'
          | 'pagerduty';
        /** Entity that the source speaks of. */
        entityRef?: string;
        entityRefs?: string[];
        /** Seconds, or a duration. Default 30 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 10 seconds. */
        timeout?: number | string | HumanDuration;
        /** Base of its HTTP interface. For PagerDuty by default https://api.pagerduty.com. */
        url?: string;
        /**
         * Instead of `url`, for Prometheus and what is asked of it, and for
         * Alertmanager: all that stand for the same. The first that is ready is
         * asked.
         */
        replicas?: string[];
        /**
         * Elasticsearch and Kibana: an API key. PagerDuty: a read-only API key.
         * Others: a bearer token, for a proxy in front of them.
         * @visibility secret
         */
        token?: string;
        username?: string;
        /** @visibility secret */
        password?: string;
        /** Certificates of authorities to trust besides the well-known ones, as PEM. */
        ca?: string;
        /**
         * slo: time over which error rate and latency are taken, 5 minutes by
         * default. alert-delivery: time over which failed notifications are
         * counted, 15 minutes by default.
         */
        window?: number | string | HumanDuration;
        /**
         * error-budget: time over which availability is taken. Default: the
         * calendar quarter (UTC) to date.
         */
        period?: number | string | HumanDuration;
        /** slo and error-budget: how requests are counted and timed. */
        requests?: {
          /** Counter of requests. Default `http_requests_total`. */
          counter?: string;
          /** Histogram of their durations, without `_bucket`. Default `http_request_duration_seconds`. */
          histogram?: string;
          /** Label matchers that choose the requests: `job="api"`. Default: all. */
          selector?: string;
          /** Label matchers that choose those that failed. Default `code=~"5.."`. */
          failed?: string;
          /** The declared latency in seconds; the histogram needs a bucket with this bound. Default 0.2. */
          withinSeconds?: number;
        };
        /** alert-delivery: label matchers, for example `integration="pagerduty"`. Default: all. */
        selector?: string;
        /** elasticsearch: where the newest log is looked for; not looked for when absent. */
        logs?: {
          /** Indices, data streams or patterns: `logs-*`. */
          indices: string;
          /** Default `@timestamp`. */
          timestamp?: string;
        };
        /** elasticsearch: whether indices follow those of another cluster. Default false. */
        followers?: boolean;
        /** jaeger: its health port: version 2 on 13133, version 1 on 14269 with the path `/`. */
        health?: { url: string; path?: string; ca?: string };
        /** jaeger: services that are expected to send traces. */
        services?: string[];
        /** pagerduty: id of the service, as in its address: `PABC123`. */
        serviceId?: string;
      }>;
    };
  };
}

interface HumanDuration {
  years?: number;
  months?: number;
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}
