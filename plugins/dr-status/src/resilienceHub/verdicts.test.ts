import { anApp, anAssessment } from './__testUtils__/hub';
import { complianceVerdict, driftVerdict, estimateVerdict } from './verdicts';

const verdicts = (app: Parameters<typeof complianceVerdict>[0]) => [
  complianceVerdict(app, Date.now()),
  driftVerdict(app, Date.now()),
  estimateVerdict(app, 'Region', Date.now()),
];
const ALL_UNKNOWN = ['unknown', 'unknown', 'unknown'];

describe('verdicts of an app', () => {
  it('are those of the hub while its assessment holds', () => {
    expect(verdicts(anApp())).toEqual(['met', 'met', 'met']);
  });

  it.each([
    ['its source is silent', { silent: true }],
    ['it was assessed days ago', { lastSuccess: anAssessment('1', 80) }],
    [
      'it was assessed at no time that can be read',
      { lastSuccess: anAssessment('1', 2, { endedAt: 'yesterday' }) },
    ],
    ['it was never assessed', { lastSuccess: null }],
  ])('are unknown when %s', (_, change) => {
    expect(verdicts({ ...anApp(), ...change })).toEqual(ALL_UNKNOWN);
  });
});
