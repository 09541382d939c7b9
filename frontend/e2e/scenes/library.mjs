import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';

/** The clips, what is known of each, and what can be done with them. */
export async function libraryScenes(scene, clean) {
  const filters = (page) => page.getByRole('radiogroup', { name: 'Which clips' });
  const open = async (page, choose = '') => {
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
    if (choose) await page.getByRole('option', { name: choose }).first().click();
  };

  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const options = { fake: 'library', colorScheme, viewport: { width, height } };
      await scene(`library: axe at ${width}×${height}, ${colorScheme}`, options, async (page) => {
        await open(page);
        await clean(page);
        await shoot(page, `library-all-${width}-${colorScheme}`);
        await page.getByRole('option', { name: /wave-left/ }).click();
        await clean(page);
        await shoot(page, `library-${width}-${colorScheme}`);
        await page.getByRole('option', { name: /DJI_0148/ }).click();
        await page.getByRole('button', { name: 'Choose another file' }).waitFor();
        await clean(page);
        await shoot(page, `library-missing-${width}-${colorScheme}`);
        await page.locator('label[for$="-table"]').click();
        await clean(page);
        await shoot(page, `library-table-${width}-${colorScheme}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert(!wide, 'the window scrolls sideways');
      });
    }
  }

  for (const colorScheme of ['light', 'dark']) {
    await scene(`library: empty, ${colorScheme}`, { fake: 'empty', colorScheme }, async (page) => {
      await open(page);
      await page.getByText('Clips you add stay listed here').waitFor();
      await clean(page);
      await shoot(page, `library-empty-${colorScheme}`);
    });
  }

  await scene('library: filters, search and order', { fake: 'library' }, async (page) => {
    await open(page);
    await filters(page).getByText('Needs a fix').click();
    const refused = await page.getByRole('option').count();
    assert(refused > 0 && refused < 40, `${refused} clips need a fix`);
    await filters(page).getByText('All').click();
    await page.locator('body').press('/');
    await page.keyboard.type('hinge');
    await page
      .getByRole('option', { name: /The hinge/ })
      .first()
      .waitFor();
    await page.getByRole('option', { name: /Paws/ }).first().waitFor({ state: 'detached' });
    await page.keyboard.type('qq');
    await page.getByText('No clip matches “hingeqq”.').waitFor();
    await page.getByRole('button', { name: 'Clear search' }).last().click();
    await page.getByRole('button', { name: /^Order/ }).click();
    await page.getByRole('menuitemradio', { name: 'Longest first' }).click();
    const first = await page.getByRole('option').first().textContent();
    assert(first.includes('12:04'), `the longest first is ${first}`);
  });

  await scene('library: everything by keyboard', { fake: 'library' }, async (page) => {
    await open(page);
    await page.getByRole('option').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const at = () =>
      page.evaluate(() => {
        const e = document.activeElement;
        return [e?.getAttribute('aria-selected'), e?.getAttribute('aria-posinset')].join();
      });
    assert((await at()).startsWith('true,'), `the focus is at ${await at()}`);
    await page.keyboard.press(' ');
    await page.getByRole('dialog').getByText('This clip cannot be played here.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The keyboard comes back with the next picture of the window.
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-selected') === 'true',
      null,
      { timeout: 3000 },
    );
    await page.keyboard.press('End');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-posinset') === '61',
      null,
      { timeout: 3000 },
    );
  });

  await scene(
    'library: removing hides at once and can be taken back',
    { fake: 'library' },
    async (page) => {
      await open(page, /^Length 0:40/);
      const name = await page
        .getByRole('complementary', { name: /^About/ })
        .getByRole('heading', { level: 2 })
        .textContent();
      await page.keyboard.press('Delete');
      await page.getByText(`“${name}” removed from the library`).waitFor();
      await filters(page).getByText('All 60').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await filters(page).getByText('All 61').waitFor();
    },
  );

  await scene('library: a clip on its way is not removed', { fake: 'library' }, async (page) => {
    await open(page, /wave-left/);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Remove from the library' }).click();
    await page.mouse.move(640, 300);
    await page.getByText('Settle it first.').waitFor({ timeout: 15_000 });
    await filters(page).getByText('All 61').waitFor();
  });

  await scene('library: a missing file is found again', { fake: 'library' }, async (page) => {
    await open(page, /DJI_0148/);
    await page.getByRole('button', { name: 'Choose another file' }).click();
    await page.getByText('“DJI_0148.MOV” found again').waitFor();
    await page.getByRole('button', { name: 'Show file' }).waitFor();
    await page.locator('[data-clip="m5"]').click();
    await page.getByRole('button', { name: 'Choose another file' }).click();
    await page.getByText('so it is a clip of its own').waitFor();
  });

  await scene('library: 5,000 clips stay few in the document', { fake: 'clips' }, async (page) => {
    await open(page);
    const times = await page.evaluate(async () => {
      const list = document.querySelector('[role="listbox"]').parentElement;
      const frames = [];
      let last = performance.now();
      for (let i = 0; i < 90; i++) {
        list.scrollTop += 700;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
      }
      frames.sort((a, b) => a - b);
      return { median: frames[45], tiles: document.querySelectorAll('[data-clip]').length };
    });
    assert(times.tiles < 90, `${times.tiles} tiles in the document`);
    // Tiles decide, not the clock: other work on the machine slows frames.
    return `${times.tiles} tiles, ${times.median.toFixed(0)} ms a frame`;
  });
}
