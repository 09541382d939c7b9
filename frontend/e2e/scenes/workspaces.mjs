import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { PrivacyPage } from '../pages/privacy.mjs';
import { WorkspacesPage } from '../pages/workspaces.mjs';

const secret = { passphrase: 'harbour seven tide', code: 'K7MQ-2XWD-9RPA-4TCE-H3VN-6YBF' };

const toSecurity = async (page) => {
  const privacy = new PrivacyPage(page);
  await privacy.goto();
  await privacy.to('Security');
  await privacy.root.getByText('Locked by hand').first().waitFor();
  return privacy;
};

/** Every screen and dialog of workspaces and locks, as axe and the pictures see them. */
const views = {
  switcher: { fake: 'workspaces', open: (p) => p.menu() },
  'switcher, one workspace': { open: (p) => p.menu() },
  new: {
    open: async (p) => {
      await p.choose('New workspace…');
      await p.page.getByLabel('Name', { exact: true }).fill('Orbit notes');
    },
  },
  manage: { fake: 'workspaces', open: (p) => p.manage() },
  renaming: {
    fake: 'workspaces',
    open: async (p) => {
      await p.manage();
      await p.dialog.getByRole('button', { name: 'Rename Practice at home' }).click();
      await p.page.keyboard.type('Hollow Oak Studio');
      await p.page.keyboard.press('Enter');
      await p.dialog.getByText('Another workspace is called that.').waitFor();
    },
  },
  deleting: {
    fake: 'workspaces',
    open: async (p) => {
      await p.manage();
      await p.dialog.getByRole('button', { name: /^Delete Tidewater/ }).click();
      await p.dialog.getByText('app permissions').waitFor();
    },
  },
  lock: { fake: 'locked', open: (p) => p.locked() },
  'lock, wrong': {
    fake: 'locked',
    open: async (p) => {
      await p.unlock('harbour six');
      await p.lock.getByText('That is not the passphrase.').waitFor();
    },
  },
  'lock, in Spanish': {
    fake: 'lockedEs',
    open: async (p) => {
      await p.page.getByRole('button', { name: '¿Olvidaste la frase?' }).waitFor();
    },
  },
  'lock, waiting': { fake: 'lockedOnly', open: (p) => wrongThrice(p) },
  'lock, forgotten': {
    fake: 'locked',
    open: async (p) => {
      await p.page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
      await p.page.getByLabel('New passphrase').fill('harbour');
    },
  },
  'lock, next code': {
    fake: 'locked',
    open: async (p) => {
      await recover(p);
      await p.dialog.getByText('Keep this recovery code').waitFor();
    },
  },
  'lock, erasing': {
    fake: 'lockedOnly',
    open: async (p) => {
      await p.page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
      await p.page.getByRole('button', { name: 'Delete this workspace…' }).click();
      await p.dialog.getByText('Delete “Hollow Oak Studio”?').waitFor();
    },
  },
  'settings, none': { open: (p) => p.settings() },
  settings: { fake: 'workspaces', open: (p) => p.settings() },
  'settings, sandbox': {
    fake: 'sandbox',
    open: async (p) => {
      await p.page.getByRole('link', { name: 'Settings' }).click();
      await p.page.getByRole('button', { name: 'Workspace and lock' }).click();
    },
  },
  'passphrase, set': {
    open: async (p) => {
      await p.settings();
      await p.page.getByRole('button', { name: 'Set a passphrase…' }).click();
      await p.dialog.getByLabel('New passphrase').fill('harbour seven tide');
      await p.dialog.getByLabel('The same again').fill('harbour eleven tide');
    },
  },
  'passphrase, code': {
    open: async (p) => {
      await setPassphrase(p);
      await p.dialog.getByText('Keep this recovery code').waitFor();
    },
  },
  'passphrase, code saved': {
    open: async (p) => {
      await setPassphrase(p);
      await p.dialog.getByRole('button', { name: 'Save as a file…' }).click();
      await p.dialog.getByText('Move the file off this computer').waitFor();
    },
  },
  'passphrase, change': {
    fake: 'workspaces',
    open: async (p) => {
      await p.settings();
      await p.page.getByRole('button', { name: 'Change…' }).click();
      await p.dialog.getByText('Change the passphrase').first().waitFor();
    },
  },
  'passphrase, remove': {
    fake: 'workspaces',
    open: async (p) => {
      await p.settings();
      await p.page.getByRole('button', { name: 'Remove…' }).click();
      await p.dialog.getByText('Remove the passphrase?').waitFor();
    },
  },
  guard: {
    fake: 'guarded',
    open: async (p) => {
      await disconnect(p.page);
      await p.page.getByText('This action asks for the passphrase').waitFor();
    },
  },
  'security, with remedies': {
    fake: 'workspaces',
    open: async (p) => {
      await toSecurity(p.page);
      await p.page.getByText('on macOS and Linux with chmod 700').waitFor();
      await p.page.getByText('Version 8.1.3 or newer is recommended').waitFor();
    },
  },
  incident: {
    open: async (p) => {
      await toSecurity(p.page);
      await p.page.getByRole('button', { name: 'Lock and revoke everything…' }).click();
      await p.dialog.getByText('can’t be locked').waitFor();
    },
  },
  'incident, done': {
    fake: 'workspaces',
    open: async (p) => {
      await p.page.evaluate(() => {
        window.cuedropFake.security.queued = 2;
      });
      await incident(p);
    },
  },
  bundle: {
    open: async (p) => {
      await toSecurity(p.page);
      await p.page.getByRole('button', { name: 'Show it…' }).click();
      await p.dialog.getByText('libx264').waitFor();
    },
  },
};

async function wrongThrice(p) {
  for (const word of ['one', 'two', 'three']) {
    await p.unlock(word);
    await p.page.waitForTimeout(300);
  }
  await p.page.locator('[data-wait]').waitFor();
}

async function recover(p) {
  await p.page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
  await p.page.getByLabel('Recovery code').fill(secret.code.toLowerCase());
  await p.page.getByLabel('New passphrase').fill('lantern under the bridge');
  await p.page.getByLabel('The same again').fill('lantern under the bridge');
  await p.page.keyboard.press('Enter');
}

async function setPassphrase(p) {
  await p.settings();
  await p.page.getByRole('button', { name: 'Set a passphrase…' }).click();
  await p.dialog.getByLabel('New passphrase').fill('lantern under the bridge');
  await p.dialog.getByLabel('The same again').fill('lantern under the bridge');
  await p.dialog.getByRole('checkbox', { name: /^I understand/ }).check();
  await p.page.keyboard.press('Enter');
}

async function disconnect(page) {
  await page.getByRole('link', { name: /Accounts/ }).click();
  await page
    .getByRole('navigation', { name: 'Connected accounts' })
    .getByRole('button', { name: /^Nube/ })
    .click();
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
}

async function incident(p) {
  await toSecurity(p.page);
  await p.page.getByRole('button', { name: 'Lock and revoke everything…' }).click();
  await p.dialog.getByRole('textbox').fill('Hollow Oak Studio');
  await p.page.keyboard.press('Enter');
  await p.dialog.getByText('Incident note').first().waitFor();
}

/** Workspaces, locks, guarded actions and incidents. */
export async function workspaceScenes(scene, clean) {
  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      // Every view in every size is for pictures; the checks do with the two extremes.
      if (width !== (colorScheme === 'light' ? 1280 : 900) && !process.env.SHOTS) continue;
      const options = { colorScheme, viewport: { width, height } };
      for (const [name, { fake = '', open }] of Object.entries(views)) {
        const named = `workspaces: ${name} at ${width}, ${colorScheme}`;
        await scene(named, { ...options, fake }, async (page) => {
          await open(new WorkspacesPage(page));
          await clean(page);
          await shoot(page, `workspaces-${name.replace(', ', '-')}-${width}-${colorScheme}`);
          await fits(page, name);
        });
      }
    }
  }
  await doings(scene);
}

/** Nothing scrolls sideways. */
async function fits(page, name) {
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('main *, [role="dialog"] *, [data-lock-screen] *')]
      .filter(
        (e) =>
          ['auto', 'scroll'].includes(getComputedStyle(e).overflowY) &&
          e.scrollWidth > e.clientWidth + 1,
      )
      .map((e) => e.className),
  );
  assert(wide.length === 0, `${name} scrolls sideways: ${wide.join(' ')}`);
}

async function doings(scene) {
  const locked = { fake: 'locked' };

  await scene(
    'workspaces: a locked one is asked for nothing and shows nothing',
    locked,
    async (page) => {
      const p = new WorkspacesPage(page);
      await p.locked();
      assert((await p.refused()).length === 0, `asked for ${await p.refused()}`);
      const text = await page.evaluate(() => document.body.innerText);
      for (const word of ['tidewater.surf', 'Queue', 'Madrid', 'Worm drive', 'Scheduled']) {
        assert(!text.includes(word), `it says “${word}”`);
      }
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        window.location.hash = '#/accounts';
      });
      await page.waitForTimeout(200);
      assert(await p.lock.isVisible(), 'a key or an address went around it');
      assert((await p.refused()).length === 0, `asked for ${await p.refused()}`);
    },
  );

  await scene('workspaces: unlocked by keyboard alone, with Enter', locked, async (page) => {
    const p = new WorkspacesPage(page);
    await p.locked();
    await page.keyboard.type('harbour six');
    await page.keyboard.press('Enter');
    await p.lock.getByText('That is not the passphrase.').waitFor();
    // What was typed is chosen, so that typing again replaces it.
    await page.keyboard.type(secret.passphrase);
    await page.keyboard.press('Enter');
    await p.shows('Hollow Oak Studio');
    await page.getByText('Worm drive').first().waitFor();
  });

  await scene('workspaces: wrong tries wait, in words, and then go on', locked, async (page) => {
    const p = new WorkspacesPage(page);
    await wrongThrice(p);
    const unlock = page.getByRole('button', { name: 'Unlock' });
    assert(await unlock.isDisabled(), 'it can be tried at once');
    const said = page.getByRole('status').filter({ hasText: 'The next one is possible in' });
    const first = await said.textContent();
    await page.waitForTimeout(1300);
    assert((await said.textContent()) === first, 'a screen reader hears every second');
    await page.getByText('You can try again.').waitFor({ state: 'attached', timeout: 8000 });
    await p.unlock(secret.passphrase);
    await p.shows('Hollow Oak Studio');
  });

  await scene(
    'workspaces: the recovery code opens, and its next one is kept',
    locked,
    async (page) => {
      const p = new WorkspacesPage(page);
      await recover(p);
      await p.dialog.getByText('9QXT-1MKE').waitFor();
      await page.keyboard.press('Escape');
      assert(await p.dialog.isVisible(), 'the code went with a key');
      assert(!(await page.locator('#root').isVisible()), 'what lies behind is seen');
      const done = p.dialog.getByRole('button', { name: 'Done' });
      assert(await done.isDisabled(), 'nobody has to keep it');
      await p.dialog.getByRole('button', { name: 'Save as a file…' }).click();
      await p.dialog.getByText('Move the file off this computer').waitFor();
      await p.dialog.getByRole('checkbox', { name: 'I have kept it' }).check();
      await done.click();
      await p.shows('Hollow Oak Studio');
      await page.keyboard.press('Control+Shift+l');
      await p.locked();
      await p.unlock('lantern under the bridge');
      await p.shows('Hollow Oak Studio');
    },
  );

  await scene(
    'workspaces: nobody can open it, so it is erased',
    { fake: 'lockedOnly' },
    async (page) => {
      const p = new WorkspacesPage(page);
      await page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
      await page.getByRole('button', { name: 'Delete this workspace…' }).click();
      await p.dialog.getByRole('textbox').fill('Hollow Oak');
      const erase = p.dialog.getByRole('button', { name: 'Delete this workspace' });
      assert(await erase.isDisabled(), 'half a name is enough');
      await p.dialog.getByRole('textbox').fill('Hollow Oak Studio');
      await erase.click();
      await p.dialog.getByText('“Hollow Oak Studio” is deleted.').waitFor();
      await page.keyboard.press('Enter');
      await p.shows('My workspace');
      await page
        .getByText('Drop your first clip')
        .or(page.getByText('Drop clips'))
        .first()
        .waitFor();
    },
  );

  await scene('workspaces: another one is gone to from the lock screen', locked, async (page) => {
    const p = new WorkspacesPage(page);
    await page.getByRole('button', { name: 'Practice at home' }).click();
    await p.shows('Practice at home');
    assert((await page.getByText('Worm drive').count()) === 0, 'posts of the one before');
  });

  await scene(
    'workspaces: locking leaves nothing of it in the window',
    { fake: 'workspaces' },
    async (page) => {
      const p = new WorkspacesPage(page);
      await p.shows('Hollow Oak Studio');
      await page.keyboard.press('/');
      await page.keyboard.type('worm');
      await page.keyboard.press('Control+Shift+l');
      await p.locked();
      const text = await page.evaluate(() => document.body.innerText + location.href);
      assert(!/worm/i.test(text), 'what was searched for is still there');
      const kept = await page.evaluate(() => JSON.stringify(localStorage));
      assert(!kept.includes('recentCommands'), kept);
      await p.unlock(secret.passphrase);
      await p.shows('Hollow Oak Studio');
      assert(
        (await page.locator('[data-search]').first().inputValue()) === '',
        'the search came back',
      );
    },
  );

  await scene(
    'workspaces: the back end locks it, and nothing flashes',
    { fake: 'workspaces' },
    async (page) => {
      const p = new WorkspacesPage(page);
      await p.shows('Hollow Oak Studio');
      // Locked by itself: in the same turn of the page nothing is drawn any more.
      const hidden = await page.evaluate(() => {
        window.cuedropFake.workspaces.lockNow();
        return document.body.hasAttribute('hidden');
      });
      assert(hidden, 'the posts are seen until the page is loaded anew');
      await p.locked();
    },
  );

  await scene(
    'workspaces: the palette switches, creates and locks',
    { fake: 'workspaces' },
    async (page) => {
      const p = new WorkspacesPage(page);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('switch to practice');
      await page.keyboard.press('Enter');
      await p.shows('Practice at home');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('new workspace');
      await page.keyboard.press('Enter');
      await page.getByLabel('Name', { exact: true }).fill('Orbit notes');
      await page.keyboard.press('Enter');
      await p.shows('Orbit notes');
      await p.menu();
      await page.getByRole('menuitemradio', { name: /Hollow Oak/ }).click();
      await p.shows('Hollow Oak Studio');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('lock now');
      await page.keyboard.press('Enter');
      await p.locked();
    },
  );

  await scene(
    'workspaces: renamed and deleted by keyboard, focus kept',
    { fake: 'workspaces' },
    async (page) => {
      const p = new WorkspacesPage(page);
      await p.manage();
      const rename = p.dialog.getByRole('button', { name: 'Rename Practice at home' });
      await rename.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => /^Rename/.test(document.activeElement?.ariaLabel ?? ''));
      await page.keyboard.press('Enter');
      await page.keyboard.type('Garden');
      await page.keyboard.press('Enter');
      await p.dialog.getByText('Garden').waitFor();
      const name = p.dialog.getByRole('button', { name: 'Rename Tidewater' });
      assert((await name.count()) === 0, 'a locked one can be renamed');
      await p.dialog.getByRole('button', { name: 'Delete Garden' }).focus();
      await page.keyboard.press('Enter');
      await p.dialog.getByText('Delete “Garden”?').waitFor();
      const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
      assert((await focused()).startsWith('Keep it'), `the focus is on "${await focused()}"`);
      await p.dialog.getByRole('textbox').focus();
      await page.keyboard.type('Garden');
      await page.keyboard.press('Enter');
      await p.dialog.getByText('“Garden” is deleted.').waitFor();
      await page.keyboard.press('Escape');
      await p.dialog.waitFor({ state: 'detached' });
      await page.waitForFunction(() =>
        /Switch workspace$/.test(document.activeElement?.textContent ?? ''),
      );
    },
  );

  await scene(
    'workspaces: a passphrase is set only by who knows what it means',
    {},
    async (page) => {
      const p = new WorkspacesPage(page);
      await p.settings();
      await page.getByRole('button', { name: 'Set a passphrase…' }).click();
      const go = p.dialog.getByRole('button', { name: 'Set the passphrase' });
      await p.dialog.getByLabel('New passphrase').fill('lantern under the bridge');
      await p.dialog.getByLabel('The same again').fill('lantern under the bridge');
      assert(await go.isDisabled(), 'it is set without the word about losing it');
      await p.dialog.getByRole('checkbox', { name: /^I understand/ }).check();
      await go.click();
      await p.dialog.getByText('9QXT-1MKE').waitFor();
      await p.dialog.getByRole('checkbox', { name: 'I have kept it' }).check();
      await p.dialog.getByRole('button', { name: 'Done' }).click();
      await p.dialog.waitFor({ state: 'detached' });
      await page.getByRole('switch', { name: 'Before the computer sleeps' }).click({ force: true });
      await page.getByRole('button', { name: 'Lock now' }).click();
      await p.locked();
      await p.unlock('lantern under the bridge');
      await p.shows('Hollow Oak Studio');
      await p.settings();
      const sleep = page.getByRole('switch', { name: 'Before the computer sleeps' });
      assert(await sleep.isChecked(), 'the setting is forgotten');
    },
  );

  await scene(
    'workspaces: a guarded action asks once, goes on, and can be given up',
    { fake: 'guarded' },
    async (page) => {
      const p = new WorkspacesPage(page);
      const accounts = () => page.evaluate(() => window.cuedropFake.accounts.size);
      const before = await accounts();
      await disconnect(page);
      const ask = page.getByRole('dialog', { name: 'This action asks for the passphrase' });
      await ask.waitFor();
      await page.keyboard.press('Escape');
      await ask.waitFor({ state: 'detached' });
      assert(await p.dialog.isVisible(), 'the dialog that asked went too');
      assert((await page.getByRole('alert').count()) === 0, 'giving up is told as a fault');
      assert((await accounts()) === before, 'it was done all the same');
      await p.dialog.getByRole('button', { name: 'Disconnect' }).click();
      await ask.waitFor();
      await page.keyboard.type('harbour six');
      await page.keyboard.press('Enter');
      await ask.getByText('That is not the passphrase.').waitFor();
      await page.keyboard.type(secret.passphrase);
      await page.keyboard.press('Enter');
      await ask.waitFor({ state: 'detached' });
      await p.dialog.waitFor({ state: 'detached' });
      assert((await accounts()) === before - 1, 'the action was not repeated');
    },
  );

  await scene(
    'workspaces: everything is locked and revoked, and the note is kept',
    { fake: 'workspaces' },
    async (page) => {
      const p = new WorkspacesPage(page);
      await incident(p);
      assert(!(await page.locator('#root').isVisible()), 'the workspace is seen behind the report');
      await p.dialog.getByText('Everything is stopped, revoked and locked').waitFor();
      await p.dialog.getByRole('button', { name: 'Save the note…' }).click();
      await p.dialog.getByRole('button', { name: 'Saved' }).waitFor();
      await p.dialog.getByRole('button', { name: 'To the lock screen' }).click();
      await p.locked();
    },
  );

  await scene('workspaces: without a passphrase the rest is done, and said', {}, async (page) => {
    const p = new WorkspacesPage(page);
    await incident(p);
    await p.dialog.getByText('It is not locked').waitFor();
    const left = await page.evaluate(() => window.cuedropFake.accounts.size);
    assert(left === 0, `${left} accounts are still signed in`);
    await p.dialog.getByRole('button', { name: 'Done' }).click();
    await page.locator('footer').getByText('Everything is paused').waitFor();
  });

  await scene('workspaces: the log of activity goes on to its end', {}, async (page) => {
    const privacy = await toSecurity(page);
    const rows = () => privacy.root.locator('tbody tr').count();
    const more = privacy.root.getByRole('button', { name: 'Show more' });
    assert((await rows()) === 8, `${await rows()} rows at first`);
    for (const n of [100, 200, 260]) {
      await more.click();
      await page.waitForFunction(
        (wanted) => document.querySelectorAll('main tbody tr').length === wanted,
        n,
      );
    }
    await more.waitFor({ state: 'detached' });
    await privacy.root.getByRole('cell', { name: '@tidewater.surf' }).first().waitFor();
  });

  await scene(
    'workspaces: somebody who is there is told of, and not too often',
    {},
    async (page) => {
      await page.mouse.move(400, 300);
      for (let i = 0; i < 20; i++) await page.mouse.move(400 + i, 300);
      await page.keyboard.press('j');
      const touched = await page.evaluate(() => window.cuedropFake.workspaces.touched);
      assert(touched === 1, `told ${touched} times`);
    },
  );

  await scene('workspaces: who uses it is 18 or over, once', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('Who gets it');
    await privacy.root.getByRole('button', { name: 'I am 18 or over' }).click();
    await privacy.root.getByText(/Confirmed on \d/).waitFor();
  });
}
