import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('boots from configuration to the sandbox sign-in, which says what it is', async () => {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'Twinshore', support: { url: 'http://localhost' } },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ] as any,
    };

    render(App.createRoot());

    expect(
      await screen.findByRole(
        'button',
        { name: 'Enter as guest' },
        { timeout: 30_000 },
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Sandbox sign-in')).toBeInTheDocument();
  }, 60_000);
});
