import {
  ConfiguredSource,
  type ObservationInput,
  type SourceSettings,
  type WatchContext,
} from '@twinshore/plugin-dr-status-node';
import { askDataNode, DATA_NODE_ACL } from '../redis/dataNode';
import { numberOf } from '../redis/info';
import { type NodeAccess, type NodeAddress } from '../redis/RedisNode';
import {
  askedSentinel,
  askSentinel,
  mergeReplicas,
  SENTINEL_ACL,
  type AskedSentinel,
  type SentinelAccess,
} from './askSentinel';
import { SentinelNews } from './SentinelNews';
import {
  FAILOVERS,
  MEMORY,
  REPLICAS,
  REPLICATION,
  SENTINELS,
  type FailoversValue,
  type MemoryValue,
  type SentinelView,
} from './signals';

export interface SentinelSourceOptions {
  masterName: string;
  sentinels: NodeAddress[];
  sentinelAccess: NodeAccess;
  redisAccess: NodeAccess;
}

const MOST_FAILOVERS = 20;
const masterOf = (view: SentinelView) =>
  view.state === 'answers' ? view.masterAddress : undefined;

/**
 * All Sentinels of one master, and the data nodes that they name. Whether a
 * fail-over could happen must be asked (CKQUORUM), but Sentinels tell at once
 * when something happens to a node: each such message is a reason to ask again
 * before the interval is over.
 */
export class SentinelSource extends ConfiguredSource {
  readonly leastPrivilege = `Redis ACL, at the Sentinels: ${SENTINEL_ACL} At the data nodes: ${DATA_NODE_ACL}`;
  readonly #options: SentinelSourceOptions;
  readonly #key: string;
  #history?: { since: string; master?: string; failovers: Failover[] };

  constructor(settings: SourceSettings, options: SentinelSourceOptions) {
    super(settings);
    this.#options = options;
    this.#key = settings.key;
  }

  async watch(context: WatchContext): Promise<void> {
    const { signal } = context;
    const { sentinels, sentinelAccess } = this.#options;
    const news = new SentinelNews(
      sentinels.map(at => ({
        ...at,
        access: sentinelAccess,
        asked: askedSentinel(at, this.#sentinel),
      })),
      signal,
    );
    try {
      while (!signal.aborted) {
        context.report(await this.#ask(context));
        news.listen();
        await news.wait(this.intervalSeconds);
      }
    } finally {
      news.close();
    }
  }

  get #sentinel(): SentinelAccess {
    return {
      masterName: this.#options.masterName,
      access: this.#options.sentinelAccess,
      key: `${this.#key}.sentinels`,
      timeoutSeconds: this.#patience,
    };
  }

  /** One that is silent must not use up the time that the source has for all. */
  get #patience(): number {
    return this.timeoutSeconds * 0.4;
  }

  async #ask({ signal, now }: WatchContext): Promise<ObservationInput[]> {
    const { masterName, sentinels, redisAccess } = this.#options;
    const asked = await Promise.all(
      sentinels.map(at => askSentinel(at, this.#sentinel, signal)),
    );
    const answering = asked.filter(({ failure }) => !failure);
    if (answering.length === 0) {
      throw worstOf(asked);
    }
    const views = asked.map(({ view }) => view);
    const replicas = mergeReplicas(answering.map(each => each.replicas));
    const masters = [
      ...new Set(views.flatMap(view => masterOf(view) ?? [])),
    ].sort();
    const nodes = await Promise.all(
      [...new Set([...masters, ...replicas.map(each => each.address)])].map(
        address =>
          askDataNode(parseAddress(address), {
            access: redisAccess,
            key: `${this.#key}.redis`,
            timeoutSeconds: this.#patience,
            signal,
          }),
      ),
    );
    const entityRef = this.entityRefs[0];
    const observations: ObservationInput[] = [
      {
        entityRef,
        signal: SENTINELS,
        value: { masterName, views },
      },
      { entityRef, signal: REPLICAS, value: replicas as [] },
      {
        entityRef,
        signal: REPLICATION,
        value: { nodes: nodes.map(({ node }) => node) },
      },
      {
        entityRef,
        signal: FAILOVERS,
        value: this.#remember(views, masters, now()),
      },
    ];
    const master = nodes.find(
      ({ node, info }) => info && 'role' in node && node.role === 'master',
    );
    if (master?.info) {
      const memory: MemoryValue = {
        address: master.node.address,
        usedBytes: numberOf(master.info, 'used_memory'),
        maxBytes: numberOf(master.info, 'maxmemory'),
        policy: master.info.get('maxmemory_policy') ?? null,
      };
      observations.push({ entityRef, signal: MEMORY, value: { ...memory } });
    }
    return observations;
  }

  /** Keeps what changed while this portal looked. */
  #remember(views: SentinelView[], masters: string[], now: number) {
    const at = new Date(now).toISOString();
    const history = (this.#history ??= { since: at, failovers: [] });
    // While they disagree, nobody knows yet.
    if (masters.length === 1) {
      const [to] = masters;
      if (history.master !== undefined && history.master !== to) {
        history.failovers.push({ at, from: history.master, to });
        history.failovers.splice(0, history.failovers.length - MOST_FAILOVERS);
      }
      history.master = to;
    }
    const epochs = views.flatMap(view =>
      view.state === 'answers' && view.configEpoch !== null
        ? [view.configEpoch]
        : [],
    );
    const value: FailoversValue = {
      watchedSince: history.since,
      configEpoch: epochs.length > 0 ? Math.max(...epochs) : null,
      failovers: history.failovers.map(each => ({ ...each })),
    };
    return { ...value };
  }
}

type Failover = FailoversValue['failovers'][number];

function parseAddress(address: string): NodeAddress {
  const colon = address.lastIndexOf(':');
  return {
    host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(address.slice(colon + 1)),
  };
}

/** When nobody answers: what can be mended at the portal comes first. */
function worstOf(asked: AskedSentinel[]) {
  const failures = asked.map(({ failure }) => failure!);
  return (
    ['unauthorized', 'malformed', 'failed', 'throttled', 'timed-out']
      .map(kind => failures.find(failure => failure.kind === kind))
      .find(Boolean) ?? failures[0]
  );
}
