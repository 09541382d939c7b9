import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import './features/calendar/commands';
import { i18n } from './i18n/i18n';
import { router } from './router';
import { cssVariables, theme } from './ui/theme';
import { BootGate } from './views/BootGate';
import { ErrorBoundary } from './views/ErrorBoundary';

/** Providers around the boot gate and the router. */
export function App() {
  const [client] = useState(
    () =>
      new QueryClient({
        // The back end is on this computer: being offline says nothing about reaching it.
        defaultOptions: {
          queries: { networkMode: 'always', refetchOnWindowFocus: false, retry: false },
          mutations: { networkMode: 'always' },
        },
      }),
  );
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        {/* The variables come from the stylesheet (vite/themeCss.ts), not from style elements. */}
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <ErrorBoundary>
            <BootGate>
              <RouterProvider router={router} />
            </BootGate>
          </ErrorBoundary>
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>
  );
}
