import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** Words for captions, slots, and the inbox in the composer. */
export async function captionScenes(scene, clean) {
  const open = async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('wave-left');
    await page.locator('[data-post="p12"]').waitFor();
    await new QueuePage(page).open('p12');
    const composer = new ComposerPage(page);
    await composer.ready();
    return composer;
  };

  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const options = { colorScheme, viewport: { width, height } };
      await scene(`caption: axe at ${width}×${height}, ${colorScheme}`, options, async (page) => {
        const composer = await open(page);
        await composer.caption.fill(
          'Three seconds before it breaks, look left with @nube.samoyed. ',
        );
        await composer.root.getByRole('button', { name: 'Surf, daily' }).click();
        await composer.root
          .getByRole('switch', { name: 'Disclose video content' })
          .click({ force: true });
        await composer.root.getByRole('checkbox', { name: 'Branded content' }).check();
        await composer.root.getByRole('checkbox', { name: 'Your brand' }).check();
        const day = composer.root
          .getByRole('radiogroup', { name: 'Date' })
          .getByRole('radio')
          .nth(6);
        await day.scrollIntoViewIfNeeded();
        await day.click();
        await composer.root
          .getByRole('button', { name: /free slot$/ })
          .first()
          .click();
        await clean(page);
        await shoot(page, `caption-${width}-${colorScheme}`);
        await composer.segment('To my TikTok inbox').scrollIntoViewIfNeeded();
        await composer.segment('To my TikTok inbox').click();
        await composer.segment('Next slot').click();
        await composer.root.getByTestId('resolved').waitFor();
        await clean(page);
        await shoot(page, `caption-inbox-${width}-${colorScheme}`);
        await composer.root.getByRole('button', { name: 'Add and edit sets' }).click();
        await clean(page);
        await shoot(page, `caption-menu-${width}-${colorScheme}`);
        await page.getByRole('button', { name: 'New hashtag set…' }).click();
        await clean(page);
        await shoot(page, `caption-form-${width}-${colorScheme}`);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll('[role="dialog"] *')].some(
            (e) => getComputedStyle(e).overflowY === 'auto' && e.scrollWidth > e.clientWidth,
          ),
        );
        assert(!wide, 'a column scrolls sideways');
      });
    }
  }

  await scene('caption: # and a name bring the hashtags, by keyboard', {}, async (page) => {
    const composer = await open(page);
    await composer.caption.focus();
    await page.keyboard.type('Look left #surfd');
    await page.getByRole('option', { name: /^Surf, daily/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('textarea').value === 'Look left #surf #surfcoach #indonesia',
    );
    // Without an arrow, Enter is a new line and Escape closes the list only.
    await page.keyboard.type(' #coa');
    await page.keyboard.press('Escape');
    assert(await composer.root.isVisible(), 'Escape closed the composer');
    await page.keyboard.type('c');
    await page.keyboard.press('Enter');
    assert((await composer.caption.inputValue()).endsWith('#coac\n'), 'Enter took a set');
  });

  await scene('caption: a new set is kept, offered and removed', {}, async (page) => {
    const composer = await open(page);
    await composer.caption.fill('Look #dawn #patrol');
    await composer.root.getByRole('button', { name: 'Add and edit sets' }).click();
    await page.getByRole('button', { name: 'New hashtag set…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Coaching');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('Another one has this name').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Early');
    await page.keyboard.press('Enter');
    const chip = composer.root.getByRole('button', { name: 'Early' });
    await chip.waitFor();
    assert((await chip.getAttribute('aria-pressed')) === 'true', 'it is not shown as used');
    await chip.click();
    assert((await composer.caption.inputValue()) === 'Look', 'its hashtags are still there');
    await composer.root.getByRole('button', { name: 'Add and edit sets' }).click();
    await page.getByRole('button', { name: 'Remove Early' }).click();
    await chip.waitFor({ state: 'detached' });
  });

  await scene('caption: the template of the account is filled', {}, async (page) => {
    const composer = await open(page);
    await composer.root.getByRole('button', { name: 'Use template' }).click();
    const text = await composer.caption.inputValue();
    assert(/^wave-left, \w{3} \d+ \w{3} #surf$/.test(text), text);
  });

  await scene('caption: a kept text goes in where the cursor is', {}, async (page) => {
    const composer = await open(page);
    await composer.caption.fill('Look left');
    await page.keyboard.press('Home');
    await composer.root.getByRole('button', { name: 'Add and edit sets' }).click();
    await page.getByRole('button', { name: 'Insert Hours' }).click();
    await page.waitForFunction(
      () => document.querySelector('textarea').value === 'Open Tuesday to Sunday. Look left',
    );
  });

  await scene('slot: the next free one is shown and agreed to', {}, async (page) => {
    const composer = await open(page);
    await composer.chooseAudience('Everyone');
    await composer.segment('Next slot').click();
    const shown = await composer.root.getByTestId('resolved').textContent();
    assert(/(12:00|18:30|20:30) \(Jakarta\)/.test(shown), shown);
    await composer.assertReady();
    await composer.submit();
    const wall = await page.evaluate(() => window.cuedropFake.posts.get('p12').wall);
    assert(shown.includes(wall.slice(11, 16)), `${shown} became ${wall}`);
  });
}
