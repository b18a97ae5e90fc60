import type { Config } from '@backstage/config';
import type { NodeAccess, NodeAddress } from './RedisNode';

/** Reads `nodes: [{ host, port }]`; at least one. */
export function readNodes(
  item: Config,
  at: string,
  defaultPort: number,
): NodeAddress[] {
  const nodes = item.getConfigArray('nodes').map((node, index) => {
    const port = node.getOptionalNumber('port') ?? defaultPort;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(
        `Invalid value at '${at}.nodes[${index}].port': ${port} is no port`,
      );
    }
    return { host: node.getString('host'), port };
  });
  if (nodes.length === 0) {
    throw new Error(
      `Missing required config value at '${at}.nodes': the address of at least one`,
    );
  }
  return nodes;
}

/** Reads `username`, `password` and `tls`. */
export function readAccess(
  item: Config | undefined,
  tls: NodeAccess['tls'],
  at: string,
): NodeAccess {
  const username = item?.getOptionalString('username');
  const password = item?.getOptionalString('password');
  if (username !== undefined && password === undefined) {
    throw new Error(
      `Missing required config value at '${at}.password': a user name does nothing without it`,
    );
  }
  return { username, password, tls };
}

/** `tls: true`, or `tls: { ca }`. */
export function readTls(item: Config): NodeAccess['tls'] {
  const value = item.getOptional('tls');
  if (value === undefined || value === false) {
    return undefined;
  }
  return value === true
    ? {}
    : { ca: item.getConfig('tls').getOptionalString('ca') };
}
