// A process of its own that outlives the sandbox by a moment: its standard
// input is a pipe from the sandbox, and when that ends without a farewell
// (kill -9, a crash), it kills the servers that would otherwise stay behind.
// Lines it reads: `+<pid> <start>` watch, `-<pid>` forget.
const { createInterface } = require('node:readline');
const { startOf, killTree } = require('./processes.cjs');

/** @type {Map<number, string>} */
const watched = new Map();

// A Ctrl-C in the terminal is meant for the sandbox, which ends us.
for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(name, () => {});

createInterface({ input: process.stdin })
  .on('line', line => {
    const [, sign, pid, start] = /^([+-])(\d+)(?: (.*))?$/.exec(line) ?? [];
    if (sign === '+') watched.set(Number(pid), start);
    if (sign === '-') watched.delete(Number(pid));
  })
  .on('close', () => {
    for (const [pid, start] of watched) {
      // The number may belong to somebody else by now.
      if (startOf(pid) === start) killTree(pid);
    }
    process.exit();
  });
