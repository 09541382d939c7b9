import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';

/** The accounts: health, limits, slots, the rule for missed posts. */
export async function accountScenes(scene, clean) {
  const open = async (page, name = /^Tidewater/) => {
    await page.getByRole('link', { name: /Accounts/ }).click();
    await page
      .getByRole('navigation', { name: 'Connected accounts' })
      .getByRole('button', { name })
      .click();
    await page.getByText('Clips up to').waitFor();
  };
  const stored = (page) =>
    page.evaluate(() =>
      window.cuedropFake.accounts.get('a1').slots.map((s) => `${s.weekday} ${s.wall}`),
    );

  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const options = { colorScheme, viewport: { width, height } };
      await scene(`slots: axe at ${width}×${height}, ${colorScheme}`, options, async (page) => {
        await open(page);
        await clean(page);
        await shoot(page, `accounts-${width}-${colorScheme}`);
        await page.getByRole('button', { name: 'Add a slot on Tuesday' }).scrollIntoViewIfNeeded();
        await page.getByRole('button', { name: 'Add a slot on Tuesday' }).click();
        await page.getByRole('textbox', { name: 'Time', exact: true }).fill('2030');
        await clean(page);
        await shoot(page, `accounts-slot-${width}-${colorScheme}`);
        await page.keyboard.press('Escape');
        await page.getByRole('radio', { name: 'Skip it' }).scrollIntoViewIfNeeded();
        await shoot(page, `accounts-end-${width}-${colorScheme}`);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll('article')].some((e) => e.scrollWidth > e.clientWidth),
        );
        assert(!wide, 'the page scrolls sideways');
      });
    }
  }

  await scene('slots: one time on several days, by keyboard', {}, async (page) => {
    await open(page);
    await page.getByRole('button', { name: 'Add a slot on Tuesday' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Time');
    await page.keyboard.type('8:15 pm');
    await page.getByRole('button', { name: 'Mon to Fri' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add 5 slots' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Friday, 20:15', exact: true }).waitFor();
    const all = await stored(page);
    assert(all.filter((s) => s.endsWith('20:15')).length === 5, all.join(', '));
  });

  await scene('slots: removed with Delete, and taken back', {}, async (page) => {
    await open(page);
    const slot = page.getByRole('button', { name: 'Wednesday, 18:30', exact: true });
    await slot.focus();
    await page.keyboard.press('Delete');
    await slot.waitFor({ state: 'detached' });
    await page.getByText('Wednesday, 18:30 removed').waitFor();
    await page.waitForFunction(() => window.cuedropFake.accounts.get('a1').slots.length === 13);
    await page.getByRole('button', { name: 'Undo' }).click();
    await slot.waitFor();
    await page.waitForFunction(() => window.cuedropFake.accounts.get('a1').slots.length === 14);
  });

  await scene('slots: a day is copied to all days', {}, async (page) => {
    await open(page);
    await page.getByRole('button', { name: 'More for Saturday' }).click();
    await page.getByRole('menuitem', { name: 'Copy to every day' }).click();
    await page.getByText('Saturday’s slots copied to every day').waitFor();
    await page.waitForFunction(() => window.cuedropFake.accounts.get('a1').slots.length === 21);
  });

  await scene('slots: what is refused is said, and nothing changes', {}, async (page) => {
    await open(page);
    await page.evaluate(() => {
      window.cuedropFake.refuseSlots = 'The workspace can’t be written.';
    });
    await page.getByRole('button', { name: 'Remove Sunday, 09:00' }).click({ force: true });
    await page.getByRole('alert').getByText('can’t be written').waitFor();
    await page.getByRole('button', { name: 'Sunday, 09:00', exact: true }).waitFor();
  });

  await scene('slots: an account without any is offered two a day', {}, async (page) => {
    await open(page, /^Brickworks/);
    await page.getByRole('button', { name: 'Every day at 12:00 and 18:30' }).click();
    await page.waitForFunction(() => window.cuedropFake.accounts.get('a3').slots.length === 14);
  });
}
