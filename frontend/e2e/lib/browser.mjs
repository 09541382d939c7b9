import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axePath = require.resolve('axe-core/axe.min.js');

export const sizes = [
  [1280, 800],
  [900, 600],
  [1920, 1080],
];

/** The system's Chromium: nothing is downloaded. CHROMIUM names another one. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page that remembers what went wrong in it. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    bypassCSP: false,
    ...options,
  });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (e) => {
    const text = e.stack ?? e.message;
    // The "connection lost" overlay of Wails' dev build; a release does not contain it.
    if (!text.includes('/wails/ipc.js')) problems.push(`page error: ${text.slice(0, 600)}`);
  });
  page.on('console', (m) => {
    if (m.type() === 'error') problems.push(`console: ${m.text()}`);
  });
  return { page, problems };
}

/** Serious and critical findings of axe, in words. Injected past the policy, as a tool may. */
export async function axeProblems(page) {
  const { source } = require('axe-core');
  if (!source) throw new Error(`axe is not at ${axePath}`);
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: source });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'] }).then(r => JSON.stringify(
      r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
        .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' ; '))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(`axe did not run: ${exceptionDetails.text}`);
  return JSON.parse(result.value);
}

/** Takes a picture when SHOTS names a folder. */
export async function shoot(page, name) {
  const dir = process.env.SHOTS;
  if (!dir) return;
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`) });
}
