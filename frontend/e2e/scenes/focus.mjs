import { assert } from '../lib/steps.mjs';
import { PrivacyPage } from '../pages/privacy.mjs';
import { QueuePage } from '../pages/queue.mjs';

const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

/** Waits until the keyboard is on something with these words. */
async function isOn(page, words) {
  const has = (w) => {
    const at = document.activeElement;
    const text = `${at?.getAttribute('aria-label') ?? ''} ${at?.labels?.[0]?.textContent ?? ''}`;
    return `${text} ${at?.textContent ?? ''}`.includes(w);
  };
  await page.waitForFunction(has, words, { timeout: 4000 }).catch(async () => {
    throw new Error(
      `the keyboard is on "${(await focused(page)).slice(0, 60)}", not on "${words}"`,
    );
  });
}

/** Where the keyboard is after an act: never at the top of the window again. */
export async function focusScenes(scene) {
  await scene(
    'focus: another place is gone on from, not the top of the window',
    {},
    async (page) => {
      await page.keyboard.press('j');
      await page.keyboard.press('g');
      await page.keyboard.press('l');
      await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.tagName === 'MAIN');
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(() => document.activeElement?.closest('main') !== null);
      assert(inside, `Tab went to "${await focused(page)}"`);
    },
  );

  await scene(
    'focus: a question about a row gives the keyboard back to the row',
    {},
    async (page) => {
      await new QueuePage(page).row('p1').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-post') === 'p1');
    },
  );

  await scene('focus: what was pressed has the keyboard after its work', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('Take along');
    await page.getByRole('button', { name: 'Choose a place and export…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Exported:').waitFor();
    await isOn(page, 'Choose a place and export…');

    await privacy.to('How long it is kept');
    await page.getByRole('button', { name: 'Posts and clips: Remove after a time' }).focus();
    await page.keyboard.press('Enter');
    await isOn(page, 'Days for Posts and clips');
    await page.keyboard.press('Escape');
    await isOn(page, 'Remove after a time');
    await page.getByRole('button', { name: 'Remove now' }).focus();
    await page.keyboard.press('Enter');
    await isOn(page, 'Remove now');

    await privacy.to('Who gets it');
    await page.getByRole('button', { name: 'I am 18 or over' }).focus();
    await page.keyboard.press('Enter');
    await isOn(page, 'Confirmed on');

    await privacy.to('Pause and withdraw');
    await page.getByRole('switch', { name: 'Pause everything' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Resume', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'MAIN');
  });

  await scene('focus: days are cleared and written anew', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('How long it is kept');
    const days = privacy.days('Activity');
    await days.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Backspace');
    assert(!(await days.inputValue()).includes('NaN'), await days.inputValue());
    await page.keyboard.type('200');
    await page.keyboard.press('Enter');
    await isOn(page, 'Days for Activity');
    await page.waitForFunction(
      () => !document.querySelector('[data-rule="activity"]')?.textContent.includes('Keep for'),
    );
    assert((await days.inputValue()).startsWith('200'), await days.inputValue());
  });
}
