// Loads one address with autocannon in this process of its own, and prints the
// result as JSON: load.cjs <url> <connections> <seconds> <token>
//
// One thing is changed: bodies are not turned into text. They are compressed,
// and reading gzip as UTF-8 costs the generator, on the same two cores, several
// times what it is to measure.
const autocannon = require('autocannon');
const queue = require('autocannon/lib/pipelinedRequestsQueue');

queue.prototype.addBody = () => {};
const [url, connections, duration, token] = process.argv.slice(2);
autocannon({
  url,
  connections: Number(connections),
  duration: Number(duration),
  timeout: 30,
  headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' },
}).then(
  result => console.log(JSON.stringify(result)),
  error => {
    console.error(error);
    process.exitCode = 1;
  },
);
