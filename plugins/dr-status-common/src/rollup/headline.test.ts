import { headlineOf } from './headline';

describe('headlineOf', () => {
  it('says yes only when every gate is met and everything is watched', () => {
    expect(headlineOf(2, [], { entities: 3, unwatched: 0 })).toEqual({
      verdict: 'met',
      sentence: 'Yes: all 2 gates are met.',
    });
    expect(headlineOf(2, [], { entities: 3, unwatched: 1 })).toEqual({
      verdict: 'at-risk',
      sentence:
        'Yes, as far as anybody watches: all 2 gates are met, but nothing watches 1 of 3 entities.',
    });
  });
});
