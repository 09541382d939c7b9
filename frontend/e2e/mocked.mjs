/**
 * The window on the in-memory back end (`npm run build:fake` first): what the real one cannot
 * show on demand. Every screen under axe, ten thousand posts, undo, filters, dropping files.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { axeProblems, launch, openPage, shoot, sizes } from './lib/browser.mjs';
import { serve } from './lib/serve.mjs';
import { assert, createSteps } from './lib/steps.mjs';
import { ComposerPage } from './pages/composer.mjs';
import { QueuePage } from './pages/queue.mjs';
import { accountScenes } from './scenes/accounts.mjs';
import { calendarActs, calendarScenes } from './scenes/calendar.mjs';
import { captionScenes } from './scenes/caption.mjs';
import { clipScenes } from './scenes/clip.mjs';
import { firstRunScenes, toSettings } from './scenes/firstrun.mjs';
import { focusScenes } from './scenes/focus.mjs';
import { libraryScenes } from './scenes/library.mjs';
import { privacyScenes } from './scenes/privacy.mjs';
import { queueScenes } from './scenes/queue.mjs';
import { shellScenes } from './scenes/shell.mjs';
import { workspaceScenes } from './scenes/workspaces.mjs';
import { zoomScenes } from './scenes/zoom.mjs';

const site = await serve(join(dirname(fileURLToPath(import.meta.url)), '..', 'dist-fake'));
const { step, finish } = createSteps();
const browser = await launch();

/** `node e2e/mocked.mjs WORD` runs the scenes with that word in their names. */
const only = process.argv[2] ?? '';

/** One step in a window of its own; whatever the page complains of fails it. */
async function scene(name, options, run) {
  if (!name.includes(only)) return;
  const { fake = '', expectErrors = false, now, ...context } = options;
  await step(name, async () => {
    const { page, problems } = await openPage(browser, context);
    try {
      // A scene of its own day; timers go on.
      if (now) await page.clock.install({ time: new Date(now) });
      await page.goto(`${site.url}/?fake=${fake}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const note = await run(page);
      // There is no preview server here; a missing clip is a message, not a fault.
      const bad = problems.filter((p) => !p.includes('404'));
      assert(expectErrors || bad.length === 0, bad.join(' | '));
      return note;
    } finally {
      await page.context().close();
    }
  });
}

async function clean(page) {
  await page.waitForTimeout(250);
  const found = await axeProblems(page);
  assert(found.length === 0, found.join(' | '));
}

async function toAccounts(page, name) {
  await page.getByRole('link', { name: /Accounts/ }).click();
  await page
    .getByRole('navigation', { name: 'Connected accounts' })
    .getByRole('button', { name })
    .click();
}

/** The sign-in of an account that lacks a permission, up to the question whether it is right. */
async function untilConfirm(page, name) {
  await toAccounts(page, name);
  await page.evaluate(() => {
    window.cuedropFake.signIn.browserMs = 50;
  });
  await page.getByRole('button', { name: /^Grant/ }).click();
  await page.getByRole('button', { name: 'Continue in the browser' }).click();
  await page.getByText('Is this the right account?').waitFor();
}

const screens = {
  queue: { run: () => undefined },
  empty: { fake: 'empty', run: () => undefined },
  sandbox: { fake: 'sandbox', run: () => undefined },
  health: { fake: 'ffmpeg', run: () => undefined },
  menu: { run: (page) => page.locator('[data-post="p2"] [aria-haspopup="menu"]').click() },
  uncertain: { run: (page) => page.locator('[data-remedy="decide"]').click() },
  shortcuts: { run: (page) => page.keyboard.press('?') },
  connect: { run: (page) => page.getByRole('button', { name: 'Connect an account' }).click() },
  accounts: { run: (page) => page.getByRole('link', { name: /Accounts/ }).click() },
  limits: { run: (page) => toAccounts(page, /^Brickworks/) },
  features: {
    run: async (page) => {
      await toSettings(page, 'More from TikTok');
      await page.getByRole('switch', { name: 'Links and look-ups' }).click({ force: true });
      await page.getByText('have to allow it first').waitFor();
    },
  },
  environment: { fake: 'environment', run: (page) => toSettings(page, 'TikTok credentials') },
  noApp: { fake: 'noapp', run: (page) => page.getByRole('link', { name: /Accounts/ }).click() },
  confirm: { run: (page) => untilConfirm(page, /^Nube/) },
  declined: {
    run: async (page) => {
      await untilConfirm(page, /^Nube/);
      await page.getByRole('button', { name: 'Not this one' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  disconnect: {
    run: async (page) => {
      await toAccounts(page, /^Nube/);
      await page.getByRole('button', { name: 'Disconnect' }).click();
    },
  },
  slow: { fake: 'slow', run: (page) => page.getByText('TikTok’s hour').waitFor() },
  paused: { run: (page) => page.getByRole('button', { name: 'Pause uploads' }).click() },
  speed: { run: (page) => page.getByRole('button', { name: /^Upload speed/ }).click() },
  filters: { run: (page) => page.getByRole('button', { name: 'Any state' }).click() },
  accountMenu: {
    run: async (page) => {
      await new QueuePage(page).open('p7');
      await page.getByRole('button', { name: 'Change' }).click();
    },
  },
  composer: {
    run: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('wave-left');
      await page.locator('[data-post="p12"]').waitFor();
      await new QueuePage(page).open('p12');
      const composer = new ComposerPage(page);
      await composer.ready();
      await composer.root
        .getByRole('switch', { name: 'Disclose video content' })
        .click({ force: true });
      await composer.root.getByRole('checkbox', { name: 'Branded content' }).check();
      await composer.audience.click();
    },
  },
};

for (const [name, { fake = '', run }] of Object.entries(screens)) {
  for (const colorScheme of ['light', 'dark']) {
    await scene(`axe: ${name}, ${colorScheme}`, { fake, colorScheme }, async (page) => {
      await run(page);
      await clean(page);
      await shoot(page, `mocked-${name}-${colorScheme}`);
    });
  }
}

for (const [width, height] of sizes) {
  const viewport = { width, height };
  await scene(`nothing is cut off at ${width}×${height}`, { viewport }, async (page) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert(!wide, 'the window scrolls sideways');
    await clean(page);
    await shoot(page, `mocked-queue-${width}`);
  });
}

await scene('10,000 posts stay few in the document and scroll', { fake: 'many' }, async (page) => {
  const times = await page.evaluate(async () => {
    const list = document.querySelector('[role="grid"]').parentElement;
    const frames = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) {
      list.scrollTop += 900;
      await new Promise(requestAnimationFrame);
      frames.push(performance.now() - last);
      last = performance.now();
    }
    return {
      frames: frames.sort((a, b) => a - b),
      rows: document.querySelectorAll('[data-post]').length,
    };
  });
  const median = times.frames[60];
  assert(times.rows < 80, `${times.rows} rows in the document`);
  assert(median < 50, `a frame takes ${median.toFixed(0)} ms`);
  return `${times.rows} rows, ${median.toFixed(0)} ms a frame, slowest ${times.frames.at(-1).toFixed(0)} ms`;
});

await scene('search is fast in 10,000 posts', { fake: 'many' }, async (page) => {
  await page.keyboard.press('/');
  await page.keyboard.type('gears');
  await page.getByText('Four gears').first().waitFor();
  assert((await page.getByText('Worm drive').count()) === 0, 'other posts are still there');
  await page.keyboard.press('Escape');
  await page.getByText('Worm drive').first().waitFor({ timeout: 5000 });
});

await scene('delete is done at once, Ctrl+Z brings it back', {}, async (page) => {
  const queue = new QueuePage(page);
  const has = () => page.evaluate(() => window.cuedropFake.posts.has('p7'));
  await queue.row('p7').focus();
  await page.keyboard.press('Delete');
  await queue.row('p7').waitFor({ state: 'detached' });
  await page.getByText('“Paws, a study” deleted').waitFor();
  assert(!(await has()), 'the back end still has it');
  await page.keyboard.press('Control+z');
  await queue.row('p7').waitFor();
  assert(await has(), 'the back end does not have it again');
});

await scene('the toast goes after ten seconds, and waits under the pointer', {}, async (page) => {
  await new QueuePage(page).row('p7').focus();
  await page.keyboard.press('Delete');
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.hover();
  await page.waitForTimeout(11_500);
  assert(await undo.isVisible(), 'it went under the pointer');
  await page.mouse.move(640, 300);
  await undo.waitFor({ state: 'detached', timeout: 15_000 });
});

await scene('“It is there” can be taken back until the toast goes', {}, async (page) => {
  const state = () => page.evaluate(() => window.cuedropFake.posts.get('p1').state);
  const queue = new QueuePage(page);
  const say = async () => {
    await page.locator('[data-remedy="decide"]').click();
    await page.getByRole('button', { name: 'It is there' }).click();
    await page.getByText('marked as published').waitFor();
  };
  await say();
  await queue.row('p1').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await queue.row('p1').waitFor();
  assert((await state()) === 'uncertain', await state());
  await say();
  await page.waitForFunction(() => window.cuedropFake.posts.get('p1').state === 'published', null, {
    timeout: 15_000,
  });
});

await scene('files over the window show what dropping does', {}, async (page) => {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (const n of ['a', 'b', 'c']) dataTransfer.items.add(new File(['x'], `${n}.mp4`));
    window.dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
  });
  await page.getByText('Drop 3 clips into the queue').waitFor();
  await page.evaluate(() => window.dispatchEvent(new DragEvent('dragleave')));
  await page.getByText('Drop 3 clips into the queue').waitFor({ state: 'detached' });
});

await scene('a missing permission is granted, and the focus comes back', {}, async (page) => {
  await untilConfirm(page, /^Nube/);
  await page.getByRole('button', { name: 'Use this account' }).click();
  await page.getByText('The sign-in of @nube.samoyed is renewed').waitFor();
  assert((await page.getByRole('button', { name: /^Grant/ }).count()) === 0, 'still missing');
  const lost = await page.evaluate(() => document.activeElement?.closest('[role="dialog"]'));
  assert(!lost, 'the focus stayed in the dialog');
});

await scene('Escape ends a sign-in, and the focus comes back to its button', {}, async (page) => {
  await page.getByRole('link', { name: /Accounts/ }).click();
  await page.getByRole('button', { name: 'Connect account' }).click();
  await page.keyboard.press('Enter');
  await page.getByText('Waiting for you in the browser').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const at = await page.evaluate(() => document.activeElement?.textContent);
  assert(at === 'Connect account', `the focus is on "${at}"`);
});

await scene(
  'the TikTok app is entered from the empty screen on',
  { fake: 'noapp' },
  async (page) => {
    await page.getByRole('link', { name: /Accounts/ }).click();
    await page.getByRole('button', { name: 'Set up your TikTok app' }).click();
    await page.getByLabel('Client key', { exact: true }).fill(' aw3k8x1q9v7h ');
    await page.getByLabel('Client secret').fill('s3cr3t');
    await page.keyboard.press('Enter');
    await page.getByText('In use: the app you entered here').waitFor();
    assert(
      (await page.getByLabel('Client secret').inputValue()) === '',
      'the secret is still there',
    );
  },
);

await scene('one added clip opens, several are counted', {}, async (page) => {
  await page.evaluate(() => window.cuedropFake.addFiles(3));
  await page.getByText('3 clips added').waitFor();
  await page.evaluate(() => window.cuedropFake.addFiles(1));
  await page.getByRole('dialog', { name: 'Edit post' }).waitFor();
});

await scene('a preview that cannot be had says so in words', {}, async (page) => {
  await new QueuePage(page).row('p7').focus();
  await page.keyboard.press(' ');
  await page.getByText('This clip cannot be played here.').waitFor();
});

await scene('a failure arrives as a notice with its code', {}, async (page) => {
  await page.evaluate(() =>
    window.cuedropFake.change('p4', {
      state: 'failed',
      failure: { reason: 'frame_rate_check_failed', message: '20 frames a second.' },
    }),
  );
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('TikTok refused').waitFor();
  await notices.getByText('frame_rate_check_failed').waitFor();
});

await clipScenes(scene, clean);
await calendarScenes(scene, clean);
await calendarActs(scene);
await privacyScenes(scene, clean);
await shellScenes(scene, clean);
await firstRunScenes(scene, clean);
await libraryScenes(scene, clean);
await accountScenes(scene, clean);
await captionScenes(scene, clean);
await queueScenes(scene, clean);
await workspaceScenes(scene, clean);
await focusScenes(scene);
await zoomScenes(scene, clean);

await browser.close();
site.stop();
process.exit(finish());
