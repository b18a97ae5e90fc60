import { until } from '../process/until';
import type { PostgresqlEstate } from './PostgresqlEstate';
import { AWS_DR, LAYOUT, ON_PREM_PRIMARY, slotOf } from './layout';

const WELL_SECONDS = 45;
const FRESH_SECONDS = 3;

/** Age of the newest heartbeat that a server shows; undefined when it has none. */
export async function heartbeatAgeSeconds(
  estate: PostgresqlEstate,
  name: string,
): Promise<number | undefined> {
  const [row] = await estate
    .server(name)
    .connected(
      query =>
        query<{ age: number }>(
          'SELECT extract(epoch FROM clock_timestamp() - beat_at)::float8 AS age FROM twinshore.heartbeat',
        ),
      { answerMs: 2000 },
    );
  return row?.age;
}

/**
 * What is not as it should be, given the faults that are still there: a
 * replication whose ends or links a fault holds down is not missed.
 */
async function missing(estate: PostgresqlEstate): Promise<string[]> {
  const found: string[] = [];
  const runs = (name: string) => estate.server(name).state() === 'running';
  let wholeChain = estate.heartbeat.beating;

  for (const { name, follows, subscribes } of LAYOUT) {
    const server = estate.server(name);
    if (!runs(name)) {
      wholeChain = false;
      if (!server.held && server.state() === 'starting') {
        found.push(`${name} is starting`);
      }
      continue;
    }
    const hop = follows ?? subscribes;
    if (!hop) continue;
    const reachable =
      hop.links.length === 0 ||
      hop.links.some(link => estate.links.get(link)!.up);
    const promoted = follows && (await server.inRecovery()) === false;
    if (!reachable || promoted || !runs(hop.source)) {
      wholeChain = false;
      continue;
    }
    const source = LAYOUT.find(one => one.name === hop.source)!;
    const wanted =
      source.synchronousStandby === name ? "AND sync_state = 'sync'" : '';
    const [{ streams }] = await estate.server(hop.source).connected(query =>
      query<{ streams: boolean }>(
        `SELECT EXISTS (
           SELECT FROM pg_replication_slots s
           JOIN pg_stat_replication r ON r.pid = s.active_pid
           WHERE s.slot_name = $1 AND r.state = 'streaming' ${wanted}
         ) AS streams`,
        [slotOf(name)],
      ),
    );
    if (!streams) found.push(`${name} does not follow ${hop.source} yet`);
  }
  // A commit that waits for a lost standby stops the heartbeat, as it should.
  if (estate.paused.has(AWS_DR)) wholeChain = false;
  if (found.length === 0 && wholeChain && runs(ON_PREM_PRIMARY)) {
    const age = await heartbeatAgeSeconds(estate, AWS_DR);
    if (age === undefined || age > FRESH_SECONDS) {
      found.push(
        `the newest heartbeat at ${AWS_DR} is ${age ?? 'not there'} s old`,
      );
    }
  }
  return found;
}

/** Resolves when all that no fault holds down works and replicates again. */
export async function untilWell(estate: PostgresqlEstate): Promise<void> {
  await until(
    'PostgreSQL becoming well',
    async () => {
      try {
        const list = await missing(estate);
        return list.length === 0 || list.join('; ');
      } catch (error) {
        // A server that has just come back may go through another restart.
        return (error as Error).message;
      }
    },
    { seconds: WELL_SECONDS, everyMs: 100 },
  );
}
