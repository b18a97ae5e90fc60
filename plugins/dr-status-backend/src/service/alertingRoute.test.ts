import type { AlertChannel } from '@twinshore/plugin-dr-status-node';
import { schemaErrors } from '../__testUtils__/schemaCheck';
import { startDrStatus } from '../__testUtils__/startDrStatus';

jest.setTimeout(30_000);

function channel(id: string) {
  const sendTest = jest.fn<
    ReturnType<AlertChannel['sendTest']>,
    Parameters<AlertChannel['sendTest']>
  >(async () => ({ dedupKey: `${id}-1` }));
  return { id, title: `The channel ${id}`, sendTest };
}

describe('POST /v1/alerting/test', () => {
  let stop: (() => Promise<void>) | undefined;
  afterEach(async () => stop?.());

  async function start(
    channels: AlertChannel[],
    options?: Parameters<typeof startDrStatus>[1],
  ) {
    const started = await startDrStatus([], { channels, ...options });
    stop = () => started.backend.stop();
    return started;
  }

  it('sends one event in the name of who asks, and returns its key', async () => {
    const pager = channel('pager');
    const { post, audit } = await start([pager]);
    const response = await post('/alerting/test');
    expect(response.status).toBe(202);
    expect(schemaErrors('AlertTest', response.body)).toEqual([]);
    expect(response.body).toMatchObject({
      channel: 'pager',
      dedupKey: 'pager-1',
    });
    expect(pager.sendTest).toHaveBeenCalledTimes(1);
    expect(pager.sendTest).toHaveBeenCalledWith({
      requestedBy: 'user:default/mock',
      signal: expect.any(AbortSignal),
    });
    expect(audit.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'alerting-test' }),
    );
    expect(audit.success).toHaveBeenCalledWith({
      meta: { channel: 'pager', dedupKey: 'pager-1' },
    });
  });

  it('sends nothing without the permission, and writes the attempt down', async () => {
    const pager = channel('pager');
    const { post, audit } = await start([pager], { mayRefresh: () => false });
    const response = await post('/alerting/test');
    expect(response.status).toBe(403);
    expect(schemaErrors('Error', response.body)).toEqual([]);
    expect(pager.sendTest).not.toHaveBeenCalled();
    expect(audit.fail).toHaveBeenCalledTimes(1);
    expect(audit.success).not.toHaveBeenCalled();
  });

  it('says that the channel did not take it, and why', async () => {
    const pager = channel('pager');
    pager.sendTest.mockRejectedValue(new Error('It cannot be reached.'));
    const { post, audit } = await start([pager]);
    const response = await post('/alerting/test');
    expect(response.status).toBe(503);
    expect(response.body.error.message).toBe(
      'The channel pager did not take the event: It cannot be reached.',
    );
    expect(audit.fail).toHaveBeenCalledTimes(1);
  });

  it('asks which channel, where there are several', async () => {
    const [pager, mail] = [channel('pager'), channel('mail')];
    const { post } = await start([pager, mail]);
    const which = await post('/alerting/test');
    expect(which.status).toBe(400);
    expect(which.body.error.message).toMatch(/pager, mail/);
    expect((await post('/alerting/test?channel=mail')).body).toMatchObject({
      channel: 'mail',
    });
    expect((await post('/alerting/test?channel=smoke')).status).toBe(404);
    expect(pager.sendTest).not.toHaveBeenCalled();
  });

  it('names what to configure, where there is no channel', async () => {
    const { post } = await start([]);
    const response = await post('/alerting/test');
    expect(response.status).toBe(404);
    expect(response.body.error.message).toMatch(
      /drStatus\.alerting\.pagerduty/,
    );
  });
});
