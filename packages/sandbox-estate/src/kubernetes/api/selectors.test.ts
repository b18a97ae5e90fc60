import { KubeObject } from '../store/objects';
import {
  labelSelector,
  parseFieldSelector,
  parseLabelSelector,
} from './selectors';

const object = (labels: Record<string, string>, rest: object = {}) =>
  ({ kind: 'Pod', metadata: { name: 'p', labels }, ...rest } as KubeObject);

describe('label selectors', () => {
  it.each([
    ['app=web', true],
    ['app==web', true],
    ['app!=web', false],
    ['tier!=data', true],
    ['app in (web,api)', true],
    ['app notin (api, db)', true],
    ['app', true],
    ['!app', false],
    ['!tier', true],
    ['app=web,tier', false],
    ['replica>2', true],
    ['replica<2', false],
    ['app in (web, api),replica=3', true],
    ['', true],
  ])('%s matches: %s', (text, matches) => {
    const subject = object({ app: 'web', replica: '3' });
    expect(parseLabelSelector(text)(subject)).toBe(matches);
  });

  it('refuses what is none', () => {
    expect(() => parseLabelSelector('a b c')).toThrow(/unable to parse/);
  });

  it('of a spec: an empty one matches everything, none nothing', () => {
    expect(labelSelector({})({ a: 'b' })).toBe(true);
    expect(labelSelector(undefined)({ a: 'b' })).toBe(false);
    const selector = {
      matchLabels: { a: 'b' },
      matchExpressions: [{ key: 'c', operator: 'DoesNotExist' }],
    };
    expect(labelSelector(selector)({ a: 'b' })).toBe(true);
    expect(labelSelector(selector)({ a: 'b', c: 'd' })).toBe(false);
  });
});

describe('field selectors', () => {
  const pod = object(
    {},
    { spec: { nodeName: 'n1' }, status: { phase: 'Running' } },
  );

  it.each([
    ['metadata.name=p', true],
    ['metadata.name!=p', false],
    ['spec.nodeName=n1,status.phase!=Failed', true],
    ['spec.nodeName=', false],
  ])('%s matches: %s', (text, matches) => {
    expect(parseFieldSelector(text, 'Pod')(pod)).toBe(matches);
  });

  it('refuses fields that the kind cannot be selected on', () => {
    expect(() => parseFieldSelector('spec.x=1', 'Pod')).toThrow(
      'field label not supported: spec.x',
    );
  });
});
