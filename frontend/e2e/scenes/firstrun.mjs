/** The first run, the policies and the settings, on the in-memory back end. */
import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';

const firstRun = {
  'first run 1': { fake: 'welcome', run: () => undefined },
  'first run 1, what on means': {
    fake: 'welcome',
    run: (page) => page.getByRole('button', { name: 'What that means' }).click(),
  },
  'first run 2': { fake: 'welcome', run: (page) => accept(page) },
  'first run 3': { fake: 'practice', run: (page) => ready(page) },
  'policy reader': {
    fake: 'welcome',
    run: async (page) => {
      await page.getByRole('button', { name: 'privacy policy', exact: true }).click();
      await page.getByText('You can see, correct').waitFor();
    },
  },
  'policy news': { fake: 'policy', run: (page) => page.getByText('What has changed').waitFor() },
  'leaving the sandbox': {
    fake: 'practice',
    run: (page) => page.getByRole('button', { name: 'Leave the sandbox' }).click(),
  },
};

const settings = {
  Behaviour: () => undefined,
  Profile: () => undefined,
  'TikTok credentials': () => undefined,
  'More from TikTok': () => undefined,
  Converting: (page) => page.getByText('libx264 works').waitFor(),
  Notifications: () => undefined,
  'Language and time': () => undefined,
  'Workspace and lock': () => undefined,
  Storage: () => undefined,
  Shortcuts: () => undefined,
  About: () => undefined,
};

const accept = async (page) => {
  await page.getByRole('button', { name: 'Accept and continue' }).click();
  await page.getByText('Where should posts go?').first().waitFor();
};

async function ready(page) {
  await page.getByText('Practice account connected').waitFor();
  await page.getByText('ffmpeg found').waitFor();
}

export async function toSettings(page, name) {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Pages of the settings' }).waitFor();
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { level: 2, name }).waitFor();
}

export async function firstRunScenes(scene, clean) {
  const pictures = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of sizes) {
      const viewport = { width, height };
      const size = `${colorScheme}, ${width}`;
      for (const [name, { fake, run }] of Object.entries(firstRun)) {
        await scene(`axe: ${name}, ${size}`, { fake, colorScheme, viewport }, async (page) => {
          await run(page);
          await clean(page);
          await shoot(page, `${pictures(name)}-${colorScheme}-${width}`);
        });
      }
      for (const [name, run] of Object.entries(settings)) {
        await scene(`axe: settings ${name}, ${size}`, { colorScheme, viewport }, async (page) => {
          await toSettings(page, name);
          await run(page);
          await clean(page);
          await shoot(page, `settings-${pictures(name)}-${colorScheme}-${width}`);
        });
      }
    }
  }

  await scene(
    'first run: Enter, Enter, sample, and the composer opens',
    { fake: 'welcome' },
    async (page) => {
      await page.keyboard.press('Enter');
      await page.getByText('Where should posts go?').first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('Drop your first clip').waitFor();
      await ready(page);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Edit post' }).waitFor();
    },
  );

  await scene('first run: a file that is dropped ends it', { fake: 'practice' }, async (page) => {
    await ready(page);
    await page.evaluate(() => window.cuedropFake.addFiles(1));
    await page.getByRole('dialog', { name: 'Edit post' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
  });

  await scene(
    'first run: without an app, connecting leads to it',
    { fake: 'welcome' },
    async (page) => {
      await accept(page);
      await page.getByRole('radio', { name: /Connect a TikTok account/ }).check();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Set up your TikTok app' }).click();
      await page.getByRole('heading', { level: 2, name: 'TikTok credentials' }).waitFor();
    },
  );

  await scene(
    'first run: no ffmpeg, no sample, and how to get it',
    { fake: 'practice-bare' },
    async (page) => {
      await page.getByText('ffmpeg not found').waitFor();
      await page.getByRole('button', { name: 'Copy: sudo apt install ffmpeg' }).waitFor();
      const sample = page.getByRole('button', { name: 'Use the sample' });
      assert(await sample.isDisabled(), 'the sample is offered without ffmpeg');
      await page.getByText('The sample is made with ffmpeg').waitFor();
      await clean(page);
      await shoot(page, 'first-run-3-bare');
      await page.getByRole('button', { name: 'Choose the program' }).click();
      await page.getByText('ffmpeg found').waitFor();
      assert(await sample.isEnabled(), 'the sample is not offered with ffmpeg');
    },
  );

  await scene(
    'first run: the profile is kept, or refused in words',
    { fake: 'welcome' },
    async (page) => {
      await accept(page);
      await page.getByText('Put your name on receipts').click();
      await page.getByLabel('Name', { exact: true }).fill('Ana');
      await page.getByLabel('E-mail').fill('nobody');
      await page.getByRole('button', { name: 'Look around first' }).click();
      await page.getByText('That is no e-mail address').waitFor();
      await page.getByLabel('E-mail').fill('ana@example.com');
      await page.getByRole('button', { name: 'Look around first' }).click();
      await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
      const kept = await page.evaluate(() => window.cuedropFake.preferences.profile);
      assert(kept.name === 'Ana' && kept.email === 'ana@example.com', JSON.stringify(kept));
    },
  );

  await scene(
    'a new version waits when it is told to, and is accepted',
    { fake: 'policy' },
    async (page) => {
      await page.getByText('What has changed').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('What has changed').waitFor({ state: 'detached' });
      await page.reload();
      await page.getByRole('button', { name: 'Accept', exact: true }).click();
      await page.getByText('What has changed').waitFor({ state: 'detached' });
      const { accepted } = await page.evaluate(() => window.cuedropFake.preferences.policy);
      assert(accepted, 'it was not accepted');
    },
  );

  await scene('settings: a search leads to the row', {}, async (page) => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('captions hide');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Notifications' }).waitFor();
    await page.locator('[data-row="hide"][data-found]').waitFor();
  });

  await scene(
    'settings: the look changes at once and stays',
    { colorScheme: 'light' },
    async (page) => {
      await toSettings(page, 'Behaviour');
      await page.getByText('Dark', { exact: true }).click();
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
      await page.reload();
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByText('Same as system').click();
      await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
    },
  );

  await scene('settings: the pack asks for a contact that can be reached', {}, async (page) => {
    await toSettings(page, 'TikTok credentials');
    await page.getByLabel('Who registers the app').fill('Hollow Oak');
    await page.getByRole('button', { name: 'Write the approval pack' }).click();
    await page.getByText('An e-mail address, or a page').waitFor();
    await page.getByLabel('Contact: e-mail or web page').fill('hello@hollow-oak.example');
    await page.getByRole('button', { name: 'Write the approval pack' }).click();
    await page.getByText('The approval pack is written').waitFor();
  });
}
