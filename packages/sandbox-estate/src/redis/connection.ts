import { Redis } from 'ioredis';

const PATIENCE_MS = 1000;

/** Works at a server or Sentinel as its administrator; tries once. */
export async function withAdmin<T>(
  port: number,
  password: string,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    password,
    protocol: 2,
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    disableClientInfo: true,
  }).on('error', () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
