import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import './i18n/i18n';
import { theme } from './ui/theme';

/** Draws a part of the window with what every part has around it. Returns the user's hands. */
export function renderPart(part: ReactNode) {
  const user = userEvent.setup();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider theme={theme} env="test">
        {part}
      </MantineProvider>
    </QueryClientProvider>,
  );
  return user;
}
