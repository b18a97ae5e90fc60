import { applyJsonPatch, applyMergePatch } from './jsonPatch';

describe('applyJsonPatch', () => {
  const original = { a: { 'b/c': [1, 2, 3] }, d: 'x' };

  it('adds, replaces, removes, moves and copies', () => {
    expect(
      applyJsonPatch(original, [
        { op: 'test', path: '/d', value: 'x' },
        { op: 'add', path: '/a/b~1c/1', value: 9 },
        { op: 'add', path: '/a/b~1c/-', value: 4 },
        { op: 'replace', path: '/a/b~1c/0', value: 0 },
        { op: 'remove', path: '/a/b~1c/2' },
        { op: 'copy', from: '/d', path: '/e' },
        { op: 'move', from: '/d', path: '/f' },
      ]),
    ).toEqual({ a: { 'b/c': [0, 9, 3, 4] }, e: 'x', f: 'x' });
    expect(original).toEqual({ a: { 'b/c': [1, 2, 3] }, d: 'x' });
  });

  it.each([
    [{ op: 'test', path: '/d', value: 'y' }, /test failed/],
    [{ op: 'remove', path: '/none' }, /nothing at/],
    [{ op: 'replace', path: '/none', value: 1 }, /nothing at/],
    [{ op: 'add', path: '/a/b~1c/7', value: 1 }, /nothing at/],
    [{ op: 'add', path: 'a', value: 1 }, /invalid JSON pointer/],
    [{ op: 'shake', path: '/d' }, /unknown JSON patch operation/],
  ])('refuses %j', (operation, message) => {
    expect(() => applyJsonPatch(original, [operation])).toThrow(message);
  });
});

describe('applyMergePatch', () => {
  it('follows the examples of RFC 7386', () => {
    expect(
      applyMergePatch(
        { a: 'b', c: { d: 'e', f: 'g' } },
        { a: 'z', c: { f: null } },
      ),
    ).toEqual({ a: 'z', c: { d: 'e' } });
    expect(applyMergePatch({ a: ['b'] }, { a: 'c' })).toEqual({ a: 'c' });
    expect(applyMergePatch({ a: 'foo' }, { a: { b: { c: null } } })).toEqual({
      a: { b: {} },
    });
    expect(applyMergePatch([1, 2], { a: 'b', c: null })).toEqual({ a: 'b' });
  });
});
