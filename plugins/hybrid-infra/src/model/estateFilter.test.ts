import { EstateModel } from '@twinshore/plugin-hybrid-infra-common';
import { testEntities, testSummary } from '../testEstate';
import { isFiltered, matches, readFilter, writeFilter } from './estateFilter';
import { toEstateItems } from './EstateItem';

const items = toEstateItems(
  EstateModel.fromEntities(testEntities),
  testSummary,
);
const found = (query: string) =>
  items
    .filter(matches(readFilter(new URLSearchParams(query))))
    .map(item => item.name)
    .sort();

describe('filter in the address', () => {
  it('comes back as it was written, and leaves the drawer alone', () => {
    const params = writeFilter(
      new URLSearchParams('entity=resource:default/x'),
      {
        as: 'list',
        view: 'ownership',
        sites: ['on-prem', 'aws-dr'],
        standings: ['breached', 'unwatched'],
        text: 'pg 10.1',
      },
    );
    expect(params.get('entity')).toBe('resource:default/x');
    expect(readFilter(params)).toEqual({
      as: 'list',
      view: 'ownership',
      sites: ['on-prem', 'aws-dr'],
      tiers: [],
      owners: [],
      standings: ['breached', 'unwatched'],
      group: undefined,
      text: 'pg 10.1',
    });
  });

  it('has an empty address for the default', () => {
    expect(
      writeFilter(new URLSearchParams('site=on-prem&as=list'), {
        as: 'map',
        sites: [],
      }).toString(),
    ).toBe('');
  });

  it('drops words that nobody knows', () => {
    const filter = readFilter(
      new URLSearchParams('view=weather&as=globe&verdict=lovely'),
    );
    expect(filter).toMatchObject({ view: 'state', as: 'map', standings: [] });
    expect(isFiltered(filter)).toBe(false);
  });

  it('finds by site, verdict, owner, group, name and address', () => {
    expect(found('site=aws-dr&tier=data')).toEqual(['rds-replica']);
    expect(found('verdict=breached,unwatched')).toEqual([
      'backend',
      'pg-standby',
    ]);
    // What nobody watches is not what is unknown.
    expect(found('verdict=unknown')).toEqual(['vpn']);
    expect(found('owner=group:default/application-engineering')).toEqual([
      'backend',
    ]);
    expect(found('group=pg')).toEqual(['pg-primary', 'pg-standby']);
    expect(found('q=10.1.2')).toEqual(['rds']);
    expect(found('q=PG%20stand')).toEqual(['pg-standby']);
  });
});
