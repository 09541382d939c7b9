/**
 * The whole journey in Chromium on the real back end. BASE_URL is where Wails' dev build serves
 * the window; it was started with two clips. SHOTS (or OUT_DIR) is where pictures go.
 */
import { execFileSync } from 'node:child_process';
import { linkSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { privacyJourney } from './journeys/privacy.mjs';
import { axeProblems, launch, openPage, shoot, sizes } from './lib/browser.mjs';
import { assert, createSteps } from './lib/steps.mjs';
import { AccountsPage } from './pages/accounts.mjs';
import { CalendarPage } from './pages/calendar.mjs';
import { ClipPage } from './pages/clip.mjs';
import { ComposerPage } from './pages/composer.mjs';
import { FirstRunPage } from './pages/firstrun.mjs';
import { QueuePage } from './pages/queue.mjs';

process.env.SHOTS ??= process.env.OUT_DIR ?? '';
const base = process.env.BASE_URL ?? 'http://localhost:34115';
const { step, finish } = createSteps();
const browser = await launch();
const { page, problems } = await openPage(browser);
const queue = new QueuePage(page);
const composer = new ComposerPage(page);
const accounts = new AccountsPage(page);
const calendar = new CalendarPage(page);
let ids = [];

async function axe(name) {
  for (const colorScheme of ['light', 'dark']) {
    await step(`axe: ${name}, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(150);
      const found = await axeProblems(page);
      assert(found.length === 0, found.join(' | '));
    });
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

async function pictures(name) {
  if (!process.env.SHOTS) return;
  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(200);
      await shoot(page, `${name}-${colorScheme}-${width}x${height}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

const opened = await step('the window opens', async () => {
  await page.goto(base, { timeout: 30_000 });
  const note = await new FirstRunPage(page).pass();
  await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor({ timeout: 30_000 });
  return note;
});

if (!opened) {
  await browser.close();
  process.exit(finish());
}

const hasDrafts = await step('two drafts with pictures', async () => {
  ids = await queue.drafts(2);
});

await step('the sandbox banner is there', async () => {
  await page.getByText('Nothing you do here reaches TikTok.').waitFor({ timeout: 2000 });
});

await step('an account is connected', async () => {
  await accounts.goto();
  const note = (await accounts.connected()) ? 'it was already' : await accounts.connect();
  await pictures('accounts');
  return note;
});
await step('its limits are counted', () => accounts.limits());
await step('an optional feature goes on and off', () => accounts.toggleFeature());
await step('uploads pause and resume', async () => {
  await page.getByRole('button', { name: 'Pause uploads' }).click();
  await page.getByText('Uploads are paused', { exact: true }).waitFor({ timeout: 5000 });
  await page.getByRole('button', { name: 'Resume uploads' }).click();
  await page.getByRole('button', { name: 'Pause uploads' }).waitFor({ timeout: 5000 });
});
await axe('accounts');
await step('back to the queue', () => accounts.toQueue());
await axe('queue');
await step('pictures of the queue', () => pictures('queue'));

/** The next night in Madrid when clocks go forward: the Saturday before it, itself, the day after. */
function springNight() {
  const hours = (day) =>
    new Intl.DateTimeFormat('en', { timeZone: 'Europe/Madrid', timeZoneName: 'longOffset' }).format(
      day,
    );
  const day = new Date();
  day.setUTCHours(12, 0, 0, 0);
  const iso = (by) => new Date(day.getTime() + by * 86_400_000).toISOString().slice(0, 10);
  const summer = (d) => hours(d).includes('+02:00');
  for (;;) {
    const before = summer(day);
    day.setUTCDate(day.getUTCDate() + 1);
    if (!before && summer(day)) return { saturday: iso(-1), sunday: iso(0), monday: iso(1) };
  }
}

if (hasDrafts) {
  // The draft has no time again at the end: what comes after does not notice.
  const { saturday, sunday, monday } = springNight();
  const [id] = ids;
  const planned = (words) => calendar.stands(id, words);
  await step('calendar: a draft waits in the tray', async () => {
    await calendar.goto();
    await calendar.zone('Madrid');
    await calendar.tray.locator(`[data-post="${id}"]`).waitFor({ timeout: 5000 });
    await calendar.until(sunday);
    await calendar.show('02:30');
    await page.getByText('Clocks go forward').waitFor({ timeout: 5000 });
  });
  await step('calendar: it is dragged to the night before clocks change', async () => {
    const hint = await calendar.drag(id, saturday, '02:30');
    await calendar.says('planned for');
    await planned(', 02:30');
    return hint;
  });
  await step('calendar: dragged over the change, its time does not exist and is said', async () => {
    const hint = await calendar.drag(id, sunday, '02:30');
    assert(hint.includes('02:30 does not exist in Madrid. It will be 03:30.'), hint);
    await calendar.says('02:30 does not exist that day: clocks go forward.');
    await planned(', 03:30');
    return hint;
  });
  await step('calendar: undo and M, arrow right, Enter do the same', async () => {
    await page.keyboard.press('Control+z');
    await planned(', 02:30');
    await calendar.tile(id).focus();
    await page.keyboard.press('m');
    await page.getByRole('spinbutton', { name: 'Day' }).waitFor({ timeout: 5000 });
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog').getByText('02:30 does not exist').waitFor({ timeout: 5000 });
    await page.keyboard.press('Enter');
    await planned(', 03:30');
  });
  await step('calendar: the day after, it is the chosen time again', async () => {
    await page.waitForFunction((i) => document.activeElement?.dataset.item === i, id);
    await page.keyboard.press('Shift+ArrowRight');
    await calendar.says('planned for');
    await calendar.until(monday);
    await planned(', 02:30');
  });
  await axe('calendar');
  await step('pictures of the calendar', () => pictures('calendar'));
  await step('calendar: U takes its time away', async () => {
    await calendar.tile(id).focus();
    await page.keyboard.press('u');
    await calendar.tray.locator(`[data-post="${id}"]`).waitFor({ timeout: 5000 });
    await accounts.toQueue();
  });

  await step('keyboard: J and E open the composer, Tab stays in order, Esc closes', async () => {
    await page.keyboard.press('Home');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const current = await page.evaluate(() => document.activeElement?.dataset.post ?? '');
    assert(current !== '', 'no row has the focus');
    await queue.open(ids[0]);
    await composer.ready();
    const at = () =>
      page.evaluate(() => {
        const el = document.activeElement;
        const name = el?.getAttribute('aria-label') ?? el?.labels?.[0]?.textContent ?? '';
        return name.trim();
      });
    const start = await at();
    assert(start.startsWith('Caption'), `the focus starts on "${start}"`);
    for (const next of ['Add and edit sets', 'Who can watch this', 'Comment']) {
      const from = await at();
      await page.keyboard.press('Tab');
      const name = await at();
      assert(name.startsWith(next), `after "${from}" comes "${name}"`);
    }
    await composer.close();
    const back = await page.evaluate(() => document.activeElement?.dataset.post ?? '');
    assert(back === ids[0], `the focus came back to "${back}"`);
  });

  /** The strip and the frames come from ffmpeg; what is chosen goes out further down. */
  async function cutAndCover() {
    const side = new ClipPage(page);
    const strip = await side.strip();
    assert(strip.width === 1080 && strip.differ, JSON.stringify(strip));
    await side.start.focus();
    await page.keyboard.press('Shift+ArrowRight');
    assert((await side.text(side.start)) === '0:01.0', await side.text(side.start));
    await side.root.getByText('0:01.0 to 0:06.0, 5 s').waitFor();
    await side.cover.focus();
    await page.keyboard.press('Shift+ArrowRight');
    assert((await side.text(side.cover)) === 'Frame at 0:02.0', await side.text(side.cover));
    const frame = await side.coverPicture('/frame/2000');
    assert(frame === 540, `the cover's picture is ${frame} wide`);
    await side.root.getByText(/^Draft saved/).waitFor();
    await pictures('composer-trimmed');
    return `a strip of ${strip.width}×${strip.height}`;
  }

  /** What is made for a post is thrown away once it is out, so it is kept by a link. */
  async function sentLength(id) {
    const dir = process.env.DATA_DIR;
    const find = () =>
      readdirSync(dir, { recursive: true }).find((f) =>
        f.endsWith(join('renditions', `${id}.mp4`)),
      );
    const end = Date.now() + 60_000;
    let made = find();
    while (!made && Date.now() < end) {
      await page.waitForTimeout(50);
      made = find();
    }
    assert(made, `nothing was made for ${id}`);
    const kept = join(dir, 'sent.mp4');
    linkSync(join(dir, made), kept);
    const ask = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0'];
    const seconds = Number(execFileSync('ffprobe', [...ask, kept]));
    rmSync(kept);
    assert(Math.abs(seconds - 5) < 0.15, `it is ${seconds} s long`);
    return `${seconds.toFixed(2)} s`;
  }

  const ways = [
    { when: 'now', caption: 'First light, last bus 🌅 #sunrise #commute' },
    { when: 'soon', caption: 'Ünïcode and 日本語 too 🐟🎣 @nobody #fishing' },
  ];
  for (const [i, way] of ways.entries()) {
    const id = ids[i];
    const n = `clip ${i + 1}`;
    await step(`${n}: the composer opens`, async () => {
      await queue.open(id);
      await composer.ready();
    });
    await step(`${n}: nothing is preselected`, () => composer.assertNothingPreselected());
    if (i === 0) {
      await axe('composer');
      await step('pictures of the composer', () => pictures('composer'));
    }
    await step(`${n}: the preview plays`, () => composer.play());
    if (i === 0) await step(`${n}: its pictures, a trim and a cover`, () => cutAndCover());
    await step(`${n}: caption, audience, time`, async () => {
      await composer.caption.fill(way.caption);
      const audience = await composer.chooseAudience();
      let time = 'now';
      if (way.when === 'now') await composer.now();
      else time = await composer.soon(6);
      await composer.assertReady();
      return `${audience}, ${time}`;
    });
    await step(`${n}: agreed`, () => composer.submit());
    if (i === 0) await step(`${n}: the part goes out, not the whole`, () => sentLength(id));
    await step(`${n}: Published`, () => queue.becomes(id, 'published', 90_000));
  }
  await step('both rows say Published with their captions', async () => {
    for (const [i, way] of ways.entries()) {
      const words = await queue.words(ids[i]);
      assert(words.includes('Published'), words);
      assert(words.includes(way.caption), `the caption is not "${way.caption}": ${words}`);
    }
  });
  await step('pictures of the end', () => pictures('queue-done'));
  await axe('queue, done');
}

if (hasDrafts) await privacyJourney({ page, step, axe, pictures });

await step('no errors on the page', async () => {
  assert(problems.length === 0, problems.slice(0, 5).join(' | '));
});
await page.context().close();
await browser.close();
process.exit(finish());
