import { ConfigReader, type Config } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  basicAuthorization,
  bearerAuthorization,
  HttpEndpoint,
  readHttpAccess,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';

/** One of several interfaces that stand for the same system. */
export interface ReplicaEndpoint {
  /** Host and port: names it in readings. */
  host: string;
  endpoint: HttpEndpoint;
}

/**
 * The interfaces of a system that runs more than once: those that `replicas`
 * lists, or the one at `url`. They are logged in to alike.
 */
export function replicaEndpointsOf(
  settings: SourceSettings,
  item: Config,
  options: {
    /** What is asked, where the source's title says what for. */
    name?: string;
    leastPrivilege: string;
    timeoutSeconds: number;
  },
): ReplicaEndpoint[] {
  const urls = item.getOptionalStringArray('replicas');
  if (urls?.length === 0) {
    throw new Error(
      `Invalid value at '${settings.key}.replicas': the list has no address`,
    );
  }
  const { name = settings.title } = options;
  const accesses = urls
    ? urls.map((url, index) =>
        // As if the item were about this replica alone.
        readHttpAccess(
          new ConfigReader({ ...item.get<JsonObject>(), url }),
          `${settings.key}.replicas[${index}]`,
        ),
      )
    : [readHttpAccess(item, settings.key)];
  return accesses.map(access => {
    const { host } = new URL(access.url);
    return {
      host,
      endpoint: new HttpEndpoint({
        ...options,
        name: urls ? `${name} (${host})` : name,
        url: access.url,
        ca: access.ca,
        key: settings.key,
        headers: {
          ...basicAuthorization(access),
          ...bearerAuthorization(access),
        },
      }),
    };
  });
}
