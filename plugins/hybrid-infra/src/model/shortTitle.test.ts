import { shortTitle } from './shortTitle';

describe('shortTitle', () => {
  it.each([
    ['RDS PostgreSQL, AWS primary', 'AWS primary', 'RDS PostgreSQL'],
    ['EKS AWS DR', 'AWS DR', 'EKS'],
    ['AWS DR data network', 'AWS DR', 'Data network'],
    ['Pod autoscalers, on-premises', 'On-premises', 'Pod autoscalers'],
    ['Harbor', 'On-premises', 'Harbor'],
    // Only a whole word is the site.
    ['Laws DR', 'AWS DR', 'Laws DR'],
    ['AWS DR', 'AWS DR', 'AWS DR'],
  ])('%s in %s is %s', (title, site, short) => {
    expect(shortTitle(title, site)).toBe(short);
  });
});
