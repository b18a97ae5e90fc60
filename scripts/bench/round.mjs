import { guestToken } from '../setup/token.mjs';

const ROUNDS = 5;
const LONGEST_SECONDS = 60;

/**
 * A full round: every source of the sandbox estate is told to ask anew at the
 * same moment; measured until the last of them has answered.
 */
export async function measureRound({ url }) {
  const authorization = `Bearer ${await guestToken(url)}`;
  const api = `${url}/api/dr-status/v1`;
  const sources = async () => {
    const all = [];
    let cursor = '';
    do {
      const reply = await fetch(`${api}/sources?${cursor}`, {
        headers: { authorization },
      });
      const { items, nextCursor } = await reply.json();
      all.push(...items);
      cursor = nextCursor && `cursor=${encodeURIComponent(nextCursor)}`;
    } while (cursor);
    return all;
  };
  const rounds = [];
  let slowest = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const asked = (await sources()).filter(
      ({ state }) => state !== 'misconfigured',
    );
    count = asked.length;
    const startedAt = Date.now();
    const failures = (
      await Promise.all(
        asked.map(({ id }) =>
          fetch(`${api}/sources/${encodeURIComponent(id)}/refresh`, {
            method: 'POST',
            headers: { authorization },
          }),
        ),
      )
    ).filter(({ ok }) => !ok);
    if (failures.length > 0) {
      throw new Error(`A refresh was refused with ${failures[0].status}`);
    }
    for (;;) {
      const now = await sources();
      const waiting = now.filter(
        ({ state, lastSuccessAt }) =>
          state !== 'misconfigured' &&
          !(Date.parse(lastSuccessAt ?? 0) >= startedAt),
      );
      if (waiting.length === 0) {
        const last = Math.max(
          ...now.map(({ lastSuccessAt }) => Date.parse(lastSuccessAt ?? 0)),
        );
        rounds.push((last - startedAt) / 1000);
        slowest = [...now]
          .sort(
            (a, b) =>
              (b.lastDurationSeconds ?? 0) - (a.lastDurationSeconds ?? 0),
          )
          .slice(0, 5)
          .map(({ id, lastDurationSeconds }) => ({ id, lastDurationSeconds }));
        break;
      }
      if (Date.now() - startedAt > LONGEST_SECONDS * 1000) {
        throw new Error(
          `After ${LONGEST_SECONDS} s there is no answer from ${waiting
            .map(({ id, error }) => `${id} (${error?.message ?? 'silent'})`)
            .join(', ')}`,
        );
      }
      await new Promise(resolve => {
        setTimeout(resolve, 100);
      });
    }
  }
  const result = { sources: count, roundsSeconds: rounds, slowest };
  console.log(JSON.stringify(result));
  return result;
}
