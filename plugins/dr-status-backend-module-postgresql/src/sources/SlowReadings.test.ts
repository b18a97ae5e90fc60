import type { Session } from './session';
import { SlowReadings } from './SlowReadings';

const REF = 'resource:default/db';
const session = {} as Session;

describe('SlowReadings', () => {
  it('asks now and then and repeats what it knows with its time', async () => {
    let asked = 0;
    const slow = new SlowReadings(30, async () => {
      asked++;
      return [{ signal: 'a', value: asked }];
    });
    const at = (seconds: number) => slow.read(session, REF, seconds * 1000);
    const first = {
      entityRef: REF,
      signal: 'a',
      value: 1,
      observedAt: '1970-01-01T00:00:00.000Z',
    };
    expect(await at(0)).toEqual([first]);
    expect(await at(29)).toEqual([first]);
    expect(await at(30)).toEqual([
      { ...first, value: 2, observedAt: '1970-01-01T00:00:30.000Z' },
    ]);
    slow.forget();
    expect(await at(31)).toMatchObject([{ value: 3 }]);
  });
});
