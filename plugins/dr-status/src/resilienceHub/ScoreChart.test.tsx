import { renderInTestApp } from '@backstage/frontend-test-utils';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { ScoreChart } from './ScoreChart';
import { anAssessment } from './__testUtils__/hub';

// Nothing is laid out here, so the chart keeps the size it begins with: 320 by
// 130 pixels, of which the marks may use 40 to 304 across and 8 to 100 down.
const PAST = [
  anAssessment('d', 10, { compliance: null, scorePercent: null }),
  anAssessment('c', 35, { scorePercent: 100 }),
  anAssessment('b', 60, { status: 'failed', scorePercent: null }),
  anAssessment('a', 110, { scorePercent: 50, compliance: 'breached' }),
];

async function show(assessments = PAST) {
  renderInTestApp(<ScoreChart assessments={assessments} />);
  return screen.findByRole('img', { name: /assessments since/ });
}

const marksOf = (chart: HTMLElement) =>
  Array.from(chart.querySelectorAll('.mark'), mark => ({
    shape: mark.classList.contains('cross') ? 'cross' : mark.tagName,
    colours: mark.classList.item(1),
    at:
      mark.getAttribute('d') ??
      `${mark.getAttribute('cx')} ${mark.getAttribute('cy')}`,
  }));

describe('ScoreChart', () => {
  it('places each outcome by time and score, in a shape of its own', async () => {
    expect(marksOf(await show())).toEqual([
      // Points up from 40 54, the middle of the scale.
      { shape: 'path', colours: 'breached', at: 'M40 48L46 59L34 59Z' },
      // Half the time later, at the foot.
      {
        shape: 'cross',
        colours: 'unknown',
        at: 'M168 96L176 104M176 96L168 104',
      },
      { shape: 'circle', colours: 'met', at: '238 8' },
      {
        shape: 'cross',
        colours: 'unknown',
        at: 'M300 96L308 104M308 96L300 104',
      },
    ]);
  });

  it('joins the scores alone, and says all in one sentence', async () => {
    const chart = await show();
    expect(chart.querySelector('.recharts-line path')).toHaveAttribute(
      'd',
      'M40,54L238,8',
    );
    expect(chart).toHaveAccessibleName(
      /^4 assessments since .*: 1 met, 1 breached, 1 failed\. Score 50 to 100 of 100\.$/,
    );
    expect(chart).not.toHaveAttribute('tabindex');
  });

  it.each([
    [40, /\(.*Z\)breached · 50 of 100$/],
    [172, /\(.*Z\)failed$/],
    [238, /\(.*Z\)met · 100 of 100$/],
    [304, /\(.*Z\)Succeeded$/],
  ])('says what stands under the mouse at %s', async (x, text) => {
    const chart = await show();
    const detail = chart.parentElement!.querySelector(
      '.recharts-tooltip-wrapper',
    );
    expect(detail).toBeEmptyDOMElement();
    fireEvent.mouseMove(chart, { clientX: x, clientY: 50 });
    await waitFor(() => expect(detail).toHaveTextContent(text));
  });

  it('shows a single one in the middle', async () => {
    expect(marksOf(await show([anAssessment('a', 1)]))).toEqual([
      { shape: 'circle', colours: 'met', at: expect.stringMatching(/^172 /) },
    ]);
  });

  it('says that there is no score where none was given', async () => {
    const chart = await show([
      anAssessment('a', 1, { status: 'failed', scorePercent: null }),
    ]);
    expect(chart).toHaveAccessibleName(/1 failed\. No score was given\.$/);
  });

  it('is not there where nothing has ended', async () => {
    renderInTestApp(
      <>
        <ScoreChart
          assessments={[anAssessment('a', 0, { status: 'in-progress' })]}
        />
        <p>beside</p>
      </>,
    );
    expect(await screen.findByText('beside')).toBeVisible();
    expect(screen.queryByRole('figure')).not.toBeInTheDocument();
  });
});
