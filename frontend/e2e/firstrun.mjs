/**
 * The first run on the real back end, from a normal start: accept, open the sandbox, which starts
 * the program again, use the sample, publish, leave the sandbox. BASE_URL is where the window is
 * served, before and after each start.
 */
import { axeProblems, launch, openPage, shoot } from './lib/browser.mjs';
import { assert, createSteps } from './lib/steps.mjs';
import { ComposerPage } from './pages/composer.mjs';
import { FirstRunPage } from './pages/firstrun.mjs';
import { QueuePage } from './pages/queue.mjs';

process.env.SHOTS ??= process.env.OUT_DIR ?? '';
const base = process.env.BASE_URL ?? 'http://localhost:34115';
const { step: run, finish } = createSteps();
const browser = await launch();
const { page } = await openPage(browser);
const firstRun = new FirstRunPage(page);
const composer = new ComposerPage(page);
const queue = new QueuePage(page);
const start = performance.now();

/** Each step needs the one before. */
async function step(name, act) {
  if (await run(name, act)) return;
  await shoot(page, 'firstrun-failed');
  await browser.close();
  process.exit(finish());
}

/**
 * Loads the window once text is on it: the program may be just starting again. A page of the old
 * program would live on here and hear of the new one, as no window does, so each look is short
 * and leaves the page; on a slow machine the looks become longer.
 */
async function until(text, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (let look = 500; ; look = Math.min(look * 1.4, 5000)) {
    try {
      await page.goto(base, { timeout: 5000 });
      await page.getByText(text).first().waitFor({ timeout: look });
      return;
    } catch (e) {
      if (Date.now() > end) throw e;
      // Interrupted by the browser's own page of a lost connection: that one is as good.
      await page.goto('about:blank').catch(() => undefined);
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

await step('the first run begins', () => until('from your own computer'));
await step('the privacy policy is read', () => firstRun.read());
await step('Enter accepts', async () => {
  await until('from your own computer'); // reading has moved the keyboard to its link
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Where should posts go?' }).waitFor();
  await shoot(page, 'firstrun-where');
});
await step('Enter opens the sandbox: the program starts again', async () => {
  await page.keyboard.press('Enter');
  await until('Drop your first clip');
  await page.getByText('Nothing you do here reaches TikTok.').waitFor();
  assert(!(await firstRun.acceptButton.isVisible()), 'it is to be accepted a second time');
});
await step('ffmpeg and the practice account are there', async () => {
  await page.getByText('Practice account connected').waitFor({ timeout: 20_000 });
  await page.getByText('ffmpeg found').waitFor({ timeout: 30_000 });
  await shoot(page, 'firstrun-drop');
  const found = await axeProblems(page);
  assert(found.length === 0, found.join(' | '));
});
await step('the sample becomes a draft, and the composer opens', async () => {
  await firstRun.sample.click();
  await composer.root.waitFor({ timeout: 30_000 });
  await composer.ready();
  await composer.assertNothingPreselected();
});
await step('it is published, and how to post for real is said', async () => {
  const [id] = await queue.drafts(1);
  await composer.caption.fill('My first practice post');
  await composer.chooseAudience();
  await composer.now();
  await composer.assertReady();
  await composer.submit();
  await queue.becomes(id, 'published', 90_000);
  await page.getByText('Published in the sandbox').waitFor();
  await page.getByRole('button', { name: 'Stay here' }).waitFor();
  await shoot(page, 'firstrun-published');
  return `${Math.round((performance.now() - start) / 1000)} s since the start`;
});
await step('leaving the sandbox leads back, and nothing of practice is there', async () => {
  await page.getByRole('button', { name: 'Connect account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave the sandbox' }).click();
  await until('Where should posts go?');
  assert((await page.getByText('Nothing you do here').count()) === 0, 'the banner is still there');
  await page.getByRole('button', { name: 'Look around first' }).click();
  await firstRun.queue.waitFor();
  assert((await page.locator('[data-post]').count()) === 0, 'a practice post is on the real side');
});
await step('the first run does not come again', async () => {
  await page.reload();
  await firstRun.queue.waitFor({ timeout: 20_000 });
});

await page.context().close();
await browser.close();
process.exit(finish());
