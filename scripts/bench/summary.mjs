import { spawn } from 'node:child_process';
import { fromRoot } from '../setup/paths.mjs';
import { guestToken } from '../setup/token.mjs';

const CONNECTIONS = [50, 1000];
const SECONDS = 10;

/**
 * `GET /summary` against the stock catalog's `by-query?limit=20`, both by the
 * same load generator in a process of its own, one after the other.
 */
export async function measureSummary({ node, url }) {
  const token = await guestToken(url);
  const targets = {
    'catalog by-query?limit=20 (stock)': `${url}/api/catalog/entities/by-query?limit=20`,
    'dr-status summary': `${url}/api/dr-status/v1/summary`,
  };
  const rows = [];
  for (const connections of CONNECTIONS) {
    for (const [name, target] of Object.entries(targets)) {
      // Once unmeasured, so that both are warm.
      await load(node, target, token, Math.min(connections, 100), 2);
      const result = await load(node, target, token, connections, SECONDS);
      rows.push({
        name,
        connections,
        requestsPerSecond: Math.round(result.requests.average),
        p50Milliseconds: result.latency.p50,
        p99Milliseconds: result.latency.p99,
        errors: result.errors + result.timeouts + result.non2xx,
        bytesPerReply: Math.round(
          result.throughput.total / Math.max(result.requests.total, 1),
        ),
      });
      console.log(JSON.stringify(rows.at(-1)));
    }
    const [stock, ours] = rows.slice(-2);
    console.log(
      `  ${connections} connections: ${(
        ours.requestsPerSecond / stock.requestsPerSecond
      ).toFixed(1)} times the stock catalog's throughput`,
    );
  }
  return rows;
}

function load(node, target, token, connections, seconds) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      node,
      [
        fromRoot('scripts/bench/load.cjs'),
        target,
        String(connections),
        String(seconds),
        token,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let out = '';
    child.stdout.on('data', chunk => {
      out += chunk;
    });
    child.once('error', reject);
    child.once('close', () => {
      try {
        resolve(JSON.parse(out));
      } catch (error) {
        reject(error);
      }
    });
  });
}
