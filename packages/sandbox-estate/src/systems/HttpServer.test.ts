import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpServer } from './HttpServer';

describe('HttpServer', () => {
  it('can be opened when what held its port has gone', async () => {
    const holder = createServer();
    await new Promise<void>(resolve => {
      holder.listen(0, '127.0.0.1', resolve);
    });
    const { port } = holder.address() as AddressInfo;
    const server = new HttpServer(port, (_, response) => {
      response.end('here');
    });
    await expect(server.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise(resolve => {
      holder.close(resolve);
    });
    await server.open();
    try {
      expect(await (await fetch(server.url)).text()).toBe('here');
    } finally {
      await server.close();
    }
  });
});
