import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import 'virtual:theme.css';
import './ui/global.css';
import { App } from './App';
import { speak, systemLanguage } from './i18n/i18n';
import { guardDrops } from './lib/dropGuard';

async function start() {
  guardDrops();
  // Both conditions are constants of the build: a release contains nothing of the fake.
  if (import.meta.env.MODE === 'fake' || import.meta.env.DEV) {
    if (import.meta.env.MODE === 'fake' || new URLSearchParams(location.search).has('fake')) {
      const { installFake } = await import('./backend/fake/install');
      installFake(new URLSearchParams(location.search).get('fake') ?? '');
    }
  }
  // What goes wrong before the user's choice is known is told in the system's language.
  await speak(systemLanguage()).catch(() => undefined);
  const root = document.getElementById('root');
  if (root) {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  }
}

void start();
