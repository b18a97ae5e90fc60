import { mockServices } from '@backstage/backend-test-utils';
import { FirstIndexLunrSearchEngine } from './FirstIndexLunrSearchEngine';

const QUERY = { term: 'aws', types: ['software-catalog'] };

function create(longestWaitMilliseconds: number) {
  return new FirstIndexLunrSearchEngine({
    logger: mockServices.logger.mock(),
    longestWaitMilliseconds,
  });
}

async function index(engine: FirstIndexLunrSearchEngine) {
  const indexer = await engine.getIndexer('software-catalog');
  await new Promise((resolve, reject) => {
    indexer.on('close', resolve).on('error', reject);
    indexer.write({ title: 'aws-dr', text: 'the aws region', location: '/x' });
    indexer.end();
  });
}

describe('FirstIndexLunrSearchEngine', () => {
  it('answers whoever asked before there was an index', async () => {
    const engine = create(10_000);
    const asked = engine.query(QUERY);
    await index(engine);
    await expect(asked).resolves.toMatchObject({
      results: [{ document: { title: 'aws-dr' } }],
    });
  });

  it('says that it is too early when there is none in time', async () => {
    await expect(create(0).query(QUERY)).rejects.toThrow(
      'still reading its catalog',
    );
  });
});
