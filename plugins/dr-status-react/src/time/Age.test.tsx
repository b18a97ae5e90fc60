import { renderInTestApp } from '@backstage/frontend-test-utils';
import { act, screen } from '@testing-library/react';
import { Age } from './Age';

describe('Age', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-11-23T12:00:00Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('ticks, and has the absolute time in UTC at hand', () => {
    renderInTestApp(<Age at="2026-11-23T11:59:56Z" />);
    const age = screen.getByText('4 s ago');
    expect(age).toHaveAttribute('datetime', '2026-11-23T11:59:56.000Z');
    expect(age).toHaveAttribute(
      'title',
      expect.stringContaining('2026-11-23T11:59:56Z'),
    );
    act(() => jest.advanceTimersByTime(2_000));
    expect(screen.getByText('6 s ago')).toBe(age);
  });

  it('becomes stale when it is too old, and says so', () => {
    renderInTestApp(<Age at="2026-11-23T11:59:50Z" staleAfterSeconds={15} />);
    const age = screen.getByText('10 s ago');
    expect(age).not.toHaveAttribute('title', expect.stringMatching(/too old/));
    act(() => jest.advanceTimersByTime(10_000));
    expect(age).toHaveAttribute('title', expect.stringMatching(/too old/));
  });

  it('never happened', () => {
    renderInTestApp(<Age />);
    expect(screen.getByText('never')).toBeInTheDocument();
  });

  it('is not in the future for a clock that is ahead', () => {
    renderInTestApp(<Age at="2026-11-23T12:00:09Z" />);
    expect(screen.getByText('just now')).toBeInTheDocument();
  });
});
