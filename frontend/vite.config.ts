import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { themeCss } from './vite/themeCss.ts';

/** Hot reloading needs inline scripts, inline styles and a socket; only `vite dev` gets them. */
function relaxPolicyInDev(): Plugin {
  return {
    name: 'cuedrop-dev-policy',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html
        .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
        .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        .replace("connect-src 'self'", "connect-src 'self' ws:"),
  };
}

export default defineConfig({
  plugins: [react(), themeCss(), relaxPolicyInDev()],
  // WebKitGTK 2.50, WKWebView of macOS 13 and the evergreen WebView2.
  build: { target: ['safari16.4', 'chrome120'], assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  server: { strictPort: true },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/testSetup.ts'],
    css: false,
    restoreMocks: true,
  },
});
