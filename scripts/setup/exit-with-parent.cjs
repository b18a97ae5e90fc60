// Preloaded into the portal's backend: ends it when the launcher is gone,
// even when the launcher had no chance to say so.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
