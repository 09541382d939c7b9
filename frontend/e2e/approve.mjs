#!/usr/bin/env node
/**
 * The browser of a person who signs in: gets the authorize address as its last argument, opens it in
 * Chromium, presses Continue (or Allow), and waits for the page that says the window can be closed.
 * The window then asks whether it is the right account; that is answered there.
 */
import { launch } from './lib/browser.mjs';

const address = process.argv.at(-1) ?? '';
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(address, { timeout: 30_000 });
  await page.getByRole('button', { name: /^(Allow|Continue)\b/ }).click({ timeout: 10_000 });
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/(callback|done)/, { timeout: 15_000 });
  await page
    .getByText(/close this/i)
    .first()
    .waitFor({ timeout: 15_000 });
} finally {
  await browser.close();
}
