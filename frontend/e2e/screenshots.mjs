/**
 * Takes the pictures of docs/screenshots: every place of the window on the in-memory back
 * end, at one moment that never changes. `node e2e/screenshots.mjs WORD` takes those with
 * that word in their names; SHOTS names another folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from './lib/browser.mjs';
import { serve } from './lib/serve.mjs';
import { createSteps } from './lib/steps.mjs';
import { CalendarPage } from './pages/calendar.mjs';
import { ComposerPage } from './pages/composer.mjs';
import { QueuePage } from './pages/queue.mjs';
import { WorkspacesPage } from './pages/workspaces.mjs';
import { toSettings } from './scenes/firstrun.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.SHOTS ?? join(here, '..', '..', 'docs', 'screenshots');
const only = process.argv[2] ?? '';

/** Tuesday, 24 November 2026, 15:42 in Madrid, where the fake back end's computer is. */
const now = new Date('2026-11-24T14:42:00Z');
const usual = [1280, 800];
const every = [usual, [1920, 1080], [900, 600]];

/** Where there is room for the inspector, a post is in it. */
const look = async (page) => {
  if (page.viewportSize().width < 1500) return;
  await new QueuePage(page).row('p7').click({ position: { x: 300, y: 20 } });
};

const select = async (page, ids) => {
  for (const id of ids) {
    const row = new QueuePage(page).row(id);
    await row.scrollIntoViewIfNeeded();
    await row.click({ position: { x: 300, y: 20 }, modifiers: ['Control'] });
  }
  await page.getByText(`${ids.length} selected`).waitFor();
};

const place = async (page, name) => {
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

const calendar = async (page, view) => {
  const at = new CalendarPage(page);
  await at.goto();
  if (view) await at.view(view);
};

const drop = async (page) => {
  await page.getByRole('button', { name: 'All accounts' }).click();
  await page.getByRole('menuitemradio', { name: '@tidewater.surf' }).click();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (let i = 0; i < 10; i++) {
      dataTransfer.items.add(new File(['x'], `clip-${i}.mp4`, { type: 'video/mp4' }));
    }
    window.dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
  });
  await page.getByText('to fill its next free slots').waitFor();
};

/** Half filled in: the audience is still to be chosen. */
const composer = async (page) => {
  await page.keyboard.press('/');
  await page.keyboard.type('wave-left');
  await page.locator('[data-post="p12"]').waitFor();
  await new QueuePage(page).open('p12');
  await new ComposerPage(page).ready();
  await page.getByText('Looking once more').waitFor({ state: 'hidden' });
  const { root, caption } = new ComposerPage(page);
  await root.getByText('Crop', { exact: true }).click();
  await root.getByText('27', { exact: true }).click();
  await root.getByRole('button', { name: /^18:30/ }).click();
  await caption.fill(
    'Three seconds before it breaks, look left. Watch where the sandbar ends. #surf #surfcoach',
  );
  await caption.blur();
  await root.getByText(/^Draft saved/).waitFor();
  await page.getByText('Looking once more').waitFor({ state: 'hidden' });
};

const screens = {
  queue: { sizes: every, run: look },
  'queue-selection': {
    run: async (page) => {
      await select(page, ['p9', 'p11', 'p12', 'p18']);
      await page.keyboard.press('m');
      await page.getByRole('dialog', { name: /^Spread 4 posts/ }).waitFor();
      await page.locator('[data-post="p9"]').scrollIntoViewIfNeeded();
    },
  },
  'queue-empty': { fake: 'empty', run: () => undefined },
  'calendar-week': { fake: 'calendar', sizes: every, run: (page) => calendar(page) },
  'calendar-month': { fake: 'calendar', run: (page) => calendar(page, 'Month') },
  composer: { sizes: every, run: composer },
  library: {
    fake: 'library',
    run: async (page) => {
      await place(page, 'Library');
      await page.getByRole('option', { name: /wave-left/ }).click();
    },
  },
  accounts: {
    fake: 'calendar',
    run: async (page) => {
      await place(page, 'Accounts');
      const list = page.getByRole('navigation', { name: 'Connected accounts' });
      await list.getByRole('button', { name: /^Tidewater/ }).click();
    },
  },
  privacy: { run: (page) => place(page, 'Privacy') },
  settings: { run: (page) => toSettings(page, 'Behaviour') },
  security: {
    fake: 'workspaces',
    run: async (page) => {
      await place(page, 'Privacy');
      await page.getByRole('button', { name: 'Security' }).click();
      await page.getByText('Locked by hand').first().waitFor();
    },
  },
  lock: { fake: 'locked', run: () => undefined },
  workspaces: { fake: 'workspaces', run: (page) => new WorkspacesPage(page).manage() },
  'settings-lock': { fake: 'workspaces', run: (page) => new WorkspacesPage(page).settings() },
  'first-run-1': { fake: 'welcome', run: () => undefined },
  'first-run-2': {
    fake: 'welcome',
    run: async (page) => {
      await page.getByRole('button', { name: 'Accept and continue' }).click();
      await page.getByText('Where should posts go?').first().waitFor();
    },
  },
  'first-run-3': {
    fake: 'practice',
    run: async (page) => {
      await page.getByText('Practice account connected').waitFor();
      await page.getByText('ffmpeg found').waitFor();
    },
  },
  palette: {
    run: async (page) => {
      await new QueuePage(page).row('p7').focus();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('mov');
      await page.getByRole('option', { name: /DJI_0148/ }).waitFor();
    },
  },
  drop: { run: drop },
  uncertain: {
    run: async (page) => {
      await page.locator('[data-remedy="decide"]').click();
      await page.getByText('Is this post on TikTok?').waitFor();
    },
  },
};

/** Fonts are there, pictures are decoded, and nothing moves any more. */
async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((i) => i.decode().catch(() => undefined)));
  });
  await page.waitForTimeout(400);
}

/** 256 colours are enough for these pictures, and make a third of the bytes. */
function inFewColours(from, to) {
  const palette =
    '[0]split[a][b];[a]palettegen=reserve_transparent=0[p];[b][p]paletteuse=dither=none';
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];
  const one = ['-frames:v', '1', '-update', '1', '-bitexact'];
  execFileSync('ffmpeg', [...quiet, '-i', from, '-filter_complex', palette, ...one, to]);
}

mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'cuedrop-pictures-'));
const site = await serve(process.env.DIST ?? join(here, '..', 'dist-fake'));
const browser = await launch();
const { step, finish } = createSteps();

for (const [name, { fake = '', sizes = [usual], run }] of Object.entries(screens)) {
  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const file = [name, ...(width === usual[0] ? [] : [width]), colorScheme].join('-');
      if (!file.includes(only)) continue;
      await step(file, async () => {
        const { page } = await openPage(browser, {
          colorScheme,
          viewport: { width, height },
          locale: 'en-GB',
          timezoneId: 'Europe/Madrid',
        });
        try {
          // Timers go on; only the hour stands still.
          await page.clock.setFixedTime(now);
          // Clips never arrive, so that their poster stays.
          await page.route('**/media/**', () => undefined);
          await page.goto(`${site.url}/?fake=${fake}&still`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await run(page);
          await settled(page);
          const whole = join(scratch, `${file}.png`);
          await page.screenshot({ path: whole, caret: 'hide' });
          inFewColours(whole, join(out, `${file}.png`));
        } finally {
          await page.context().close();
        }
      });
    }
  }
}

await browser.close();
site.stop();
rmSync(scratch, { recursive: true });
process.exit(finish());
