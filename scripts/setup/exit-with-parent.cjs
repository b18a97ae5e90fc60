// Preloaded into the portal's backend: ends it when the launcher is gone,
// even when the launcher had no chance to say so.
const { isMainThread } = require('node:worker_threads');

// Worker threads run preloads too, with a standard input that is over at once.
if (isMainThread) {
  const stop = () => process.kill(process.pid, 'SIGTERM');
  process.stdin.on('end', stop);
  process.stdin.on('error', stop);
  process.stdin.resume();
}
