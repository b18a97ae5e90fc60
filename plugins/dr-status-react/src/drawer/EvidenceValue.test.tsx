import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EvidenceValue } from './EvidenceValue';

const words = { yes: 'yes', no: 'no', none: 'none' };

describe('EvidenceValue', () => {
  it('shows what is short as it is', () => {
    render(
      <EvidenceValue evidence={{ value: 192, unit: 's' }} words={words} />,
    );
    expect(screen.getByText('3 m 12 s')).toBeVisible();
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
  });

  it('shows the beginning of what is long, and all of it in order on demand', async () => {
    const sentinels = ['10.0.2.11', '10.0.2.12', '10.0.2.13'].map(address => ({
      address,
      answers: true,
      lastContactSeconds: 3,
      quorum: { needed: 2, flags: ['master', 'o_down'] },
    }));
    render(<EvidenceValue evidence={{ value: sentinels }} words={words} />);
    const list = () => screen.getByRole('list');
    expect(screen.getByText(/^address: 10\.0\.2\.11, .* …$/)).toBeVisible();
    expect(screen.getByText('10.0.2.13')).not.toBeVisible();
    await userEvent.click(screen.getByText(/…$/));
    expect(screen.getByText('10.0.2.13')).toBeVisible();
    expect(within(list()).getAllByText('last contact')).toHaveLength(3);
    expect(within(list()).getAllByText('3 s')).toHaveLength(3);
    expect(within(list()).getAllByText('master, o_down')).toHaveLength(3);
  });
});
