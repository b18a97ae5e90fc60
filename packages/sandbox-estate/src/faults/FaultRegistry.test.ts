import { FaultError, FaultRegistry } from './FaultRegistry';

function setUp() {
  const undo = jest.fn(async () => {});
  const inject = jest.fn(async () => undo);
  const registry = new FaultRegistry([
    {
      id: 'kill',
      title: 'Kill',
      description: 'Kills.',
      targets: () => ['a', 'b'],
      inject,
    },
    {
      id: 'stop',
      title: 'Stop',
      description: 'Stops.',
      targets: () => [],
      inject,
    },
  ]);
  return { registry, inject, undo };
}

describe('FaultRegistry', () => {
  it('names what there is when asked for what there is not', async () => {
    const { registry } = setUp();
    await expect(registry.inject('burn')).rejects.toThrow(
      'No fault is called burn. Faults: kill, stop',
    );
    await expect(registry.inject('kill')).rejects.toThrow(
      'kill needs a target. Targets: a, b',
    );
    await expect(registry.inject('kill', 'c')).rejects.toThrow(
      'kill has no target c. Targets: a, b',
    );
    await expect(registry.inject('stop', 'a')).rejects.toThrow(
      'stop takes no target',
    );
    await expect(registry.clear('kill:a')).rejects.toThrow(FaultError);
  });

  it('injects once however often it is asked', async () => {
    const { registry, inject, undo } = setUp();
    const [first, second] = await Promise.all([
      registry.inject('kill', 'a'),
      registry.inject('kill', 'a'),
    ]);
    expect(first).toEqual(second);
    expect(inject).toHaveBeenCalledTimes(1);
    await Promise.all([registry.clear('kill:a'), registry.clear('kill:a')]);
    expect(undo).toHaveBeenCalledTimes(1);
    expect(registry.active()).toEqual([]);
  });

  it('clears by name alone while that is clear', async () => {
    const { registry } = setUp();
    await registry.inject('kill', 'a');
    await registry.inject('kill', 'b');
    await expect(registry.clear('kill')).rejects.toThrow(/kill:a, kill:b/);
    await registry.clear('kill:b');
    await registry.clear('kill');
    expect(registry.active()).toEqual([]);
  });

  it('injects again only after a clearing that is under way', async () => {
    const { registry, inject, undo } = setUp();
    let finish = () => {};
    undo.mockImplementationOnce(
      () =>
        new Promise<void>(resolve => {
          finish = resolve;
        }),
    );
    await registry.inject('stop');
    const clearing = registry.clear('stop');
    const again = registry.inject('stop');
    await Promise.resolve();
    expect(inject).toHaveBeenCalledTimes(1);
    finish();
    await clearing;
    await again;
    expect(inject).toHaveBeenCalledTimes(2);
  });

  it('keeps a fault that could not be undone, to try again', async () => {
    const { registry, undo } = setUp();
    undo.mockRejectedValueOnce(new Error('not yet'));
    await registry.inject('stop');
    await expect(registry.clear('stop')).rejects.toThrow('not yet');
    expect(registry.active()).toMatchObject([{ id: 'stop', state: 'active' }]);
    await registry.clear('stop');
    expect(registry.active()).toEqual([]);
  });

  it('clears everything, though one must wait for another', async () => {
    const { registry, undo } = setUp();
    undo.mockRejectedValueOnce(new Error('after the other'));
    await registry.inject('stop');
    await registry.inject('kill', 'a');
    await registry.clearAll();
    expect(registry.active()).toEqual([]);

    await registry.inject('stop');
    undo.mockRejectedValue(new Error('never'));
    await expect(registry.clearAll()).rejects.toThrow('never');
    expect(registry.active()).toHaveLength(1);
  });

  it('forgets a fault that could not be injected', async () => {
    const { registry, inject } = setUp();
    inject.mockRejectedValueOnce(new Error('no'));
    await expect(registry.inject('stop')).rejects.toThrow('no');
    expect(registry.active()).toEqual([]);
  });
});
