/**
 * Journeys on the real back end whose practice TikTok is a process apart: it can be cut off, be told
 * to forget a sign-in or to go quiet, and be asked what it received. BASE_URL is where the window is
 * served, PRACTICE_URL where TikTok is, CUEDROP_TIKTOK_URL where the app looks for it.
 */
import { branded } from './journeys/branded.mjs';
import { bulk } from './journeys/bulk.mjs';
import { keyboard } from './journeys/keyboard.mjs';
import { offline } from './journeys/offline.mjs';
import { refused } from './journeys/refused.mjs';
import { signedOut } from './journeys/signedOut.mjs';
import { tenClips } from './journeys/tenClips.mjs';
import { uncertain } from './journeys/uncertain.mjs';
import { launch, openPage, shoot } from './lib/browser.mjs';
import { Line } from './lib/line.mjs';
import { Practice } from './lib/practice.mjs';
import { assert, createSteps } from './lib/steps.mjs';
import { AccountsPage } from './pages/accounts.mjs';
import { FirstRunPage } from './pages/firstrun.mjs';

process.env.SHOTS ??= process.env.OUT_DIR ?? '';
const { BASE_URL, PRACTICE_URL, CUEDROP_TIKTOK_URL } = process.env;
const { step, finish } = createSteps();
const practice = new Practice(PRACTICE_URL);
const line = new Line(CUEDROP_TIKTOK_URL, PRACTICE_URL);
const browser = await launch();
const { page, problems } = await openPage(browser);

const opened = await step('the window opens, and an account is connected', async () => {
  await line.mend();
  await page.goto(BASE_URL, { timeout: 30_000 });
  const firstRun = new FirstRunPage(page);
  await firstRun.pass();
  await firstRun.later();
  const accounts = new AccountsPage(page);
  await accounts.goto();
  const note = await accounts.connect();
  await accounts.toQueue();
  return note;
});

/**
 * One journey after the other; a broken one is left, and the window is opened anew. TikTok takes six
 * posts a minute from an account, and Cuedrop sends no more: together all but the last
 * begin six, so none waits; that one sets a time itself, later than TikTok's minute.
 */
let ids = [];
const journeys = { tenClips, bulk, branded, keyboard, offline, signedOut, uncertain, refused };
for (const [name, journey] of Object.entries(opened ? journeys : {})) {
  let whole = true;
  const start = performance.now();
  const act = async (what, run) => {
    if (whole) whole = await step(`${name}: ${what}`, run);
    return whole;
  };
  ids = (await journey({ page, step: act, practice, line, ids })) ?? ids;
  console.log(`      ${name} took ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (whole) continue;
  await shoot(page, `${name}-failed`);
  if (ids.length === 0) break;
  await practice.scenario({});
  await page.goto(BASE_URL);
  await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
}

await step('TikTok saw nothing that no correct client does', async () => {
  const found = await practice.violations();
  assert(found.length === 0, found.join(' | '));
});
await step('no errors on the page', async () => {
  assert(problems.length === 0, problems.slice(0, 5).join(' | '));
});
await page.context().close();
await browser.close();
process.exit(finish());
