import { ResilienceHubClient } from './ResilienceHubClient';

const BASE = 'http://portal.test/api/dr-status/v1/resilience-hub/apps';

function clientWith(body: unknown, status = 200) {
  const fetch = jest.fn().mockImplementation(
    async () =>
      new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json' },
      }),
  );
  const client = new ResilienceHubClient({
    discoveryApi: { getBaseUrl: async id => `http://portal.test/api/${id}` },
    fetchApi: { fetch },
  });
  return { client, fetch };
}

describe('ResilienceHubClient', () => {
  it.each<[string, (client: ResilienceHubClient) => Promise<unknown>]>([
    ['', client => client.getApps()],
    ['/a%2Fb/recommendations', client => client.getRecommendations('a/b')],
    ['/a%2Fb/drifts', client => client.getDrifts('a/b')],
  ])('reads the list at %p', async (path, ask) => {
    const { client, fetch } = clientWith({ items: [1, 2], totalItems: 2 });
    expect(await ask(client)).toEqual([1, 2]);
    expect(fetch.mock.calls[0][0]).toBe(`${BASE}${path}`);
  });

  it('reads a year of assessments in one page', async () => {
    const { client, fetch } = clientWith({ items: [1], totalItems: 900 });
    expect(await client.getAssessments('app')).toEqual({
      items: [1],
      totalItems: 900,
    });
    expect(fetch.mock.calls[0][0]).toBe(`${BASE}/app/assessments?limit=400`);
  });

  it('starts an assessment', async () => {
    const { client, fetch } = clientWith({ assessmentId: 'x' }, 202);
    expect(await client.startAssessment('app')).toEqual({ assessmentId: 'x' });
    expect(fetch).toHaveBeenCalledWith(
      `${BASE}/app/assessments`,
      expect.objectContaining({ method: 'POST' }),
    );
  });

  it('passes the words of the backend on', async () => {
    const { client } = clientWith(
      {
        error: { name: 'ConflictError', message: 'It is being assessed.' },
        response: { statusCode: 409 },
      },
      409,
    );
    await expect(client.startAssessment('app')).rejects.toMatchObject({
      name: 'DrStatusError',
      message: 'It is being assessed.',
    });
  });
});
