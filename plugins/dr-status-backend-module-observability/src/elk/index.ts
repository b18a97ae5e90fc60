import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import {
  elasticsearchCluster,
  elasticsearchFollowers,
  elasticsearchNewestLog,
  kibanaStatus,
  logstashHealth,
} from './checks';
import { ElasticsearchSource } from './ElasticsearchSource';
import { KibanaSource } from './KibanaSource';
import { LogstashSource } from './LogstashSource';

/** Elasticsearch: one cluster. */
export const elasticsearch: SystemKind = {
  id: 'elasticsearch',
  title: 'Elasticsearch',
  checks: [
    elasticsearchCluster,
    elasticsearchFollowers,
    elasticsearchNewestLog,
  ],
  create: (settings, item) => new ElasticsearchSource(settings, item),
};

/** Logstash: one instance. */
export const logstash: SystemKind = {
  id: 'logstash',
  title: 'Logstash',
  checks: [logstashHealth],
  create: (settings, item) => new LogstashSource(settings, item),
};

/** Kibana: one instance, or what balances over several. */
export const kibana: SystemKind = {
  id: 'kibana',
  title: 'Kibana',
  checks: [kibanaStatus],
  create: (settings, item) => new KibanaSource(settings, item),
};
