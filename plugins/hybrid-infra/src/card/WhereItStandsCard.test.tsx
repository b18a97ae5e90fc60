import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import { estateRouteRef } from '../routes';
import { testEntities } from '../testEstate';
import { WhereItStandsCard } from './WhereItStandsCard';

function show(name: string, relations: Array<[string, string]> = []) {
  const entity = testEntities.find(e => e.metadata.name === name)!;
  renderInTestApp(
    <EntityProvider
      entity={{
        ...entity,
        relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
      }}
    >
      <WhereItStandsCard />
    </EntityProvider>,
    {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/estate': estateRouteRef,
      },
    },
  );
}

const answer = (term: string) => within(screen.getByText(term).parentElement!);

describe('WhereItStandsCard', () => {
  it('says where a copy stands, where it comes from, and what takes over, each as a link', async () => {
    show('rds', [['replicaOf', 'resource:default/pg-primary']]);
    expect(await screen.findByText('Where it stands')).toBeInTheDocument();
    expect(answer('Site').getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/resource/aws-primary',
    );
    expect(answer('Zones').getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/resource/aws-primary-a',
    );
    expect(answer('Tier').getByRole('link', { name: 'Data' })).toHaveAttribute(
      'href',
      '/estate?tier=data',
    );
    expect(answer('Copy of').getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/resource/pg-primary',
    );
    expect(answer('When it fails').getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/resource/rds-replica',
    );
    expect(
      answer('Networks').getByRole('link', { name: '10.1.2.0/24' }),
    ).toHaveAttribute('href', '/estate?q=10.1.2.0%2F24');
    expect(
      screen.getByRole('link', { name: 'Show on the estate map' }),
    ).toHaveAttribute('href', '/estate?entity=resource%3Adefault%2Frds');
  });

  it('names the group that stands in, and the link that a replication crosses', async () => {
    show('pg-primary');
    expect(await screen.findByText('Redundancy group')).toBeInTheDocument();
    expect(
      answer('Redundancy group').getByRole('link', {
        name: 'pg: 1 of its members must work',
      }),
    ).toHaveAttribute('href', '/estate?view=redundancy&group=pg');
    expect(
      answer('Replicates to')
        .getAllByRole('link')
        .map(link => link.getAttribute('href')),
    ).toContain('/catalog/default/resource/direct-connect');
  });

  it('says plainly when nothing takes over', async () => {
    show('rds-replica');
    expect(
      await screen.findByText('nothing is declared to take over'),
    ).toBeInTheDocument();
  });
});
