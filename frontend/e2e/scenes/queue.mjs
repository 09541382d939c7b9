import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { QueuePage } from '../pages/queue.mjs';

const four = ['p9', 'p11', 'p12', 'p18'];

/** Selects posts with their boxes. */
async function choose(page, ids) {
  const queue = new QueuePage(page);
  for (const id of ids) {
    await queue.row(id).scrollIntoViewIfNeeded();
    await queue.row(id).click({ position: { x: 300, y: 20 }, modifiers: ['Control'] });
  }
  await page.getByText(`${ids.length} selected`).waitFor({ timeout: 5000 });
}

const post = (page, id) => page.evaluate((x) => window.cuedropFake.posts.get(x), id);
const toast = (page, text) => page.getByRole('status').getByText(text);

/** Selecting, bulk edits, moving, undo, the bar and the inspector of the queue. */
export async function queueScenes(scene, clean) {
  for (const colorScheme of ['light', 'dark']) {
    await scene(
      `again: asks anew before a second time, ${colorScheme}`,
      { colorScheme },
      async (page) => {
        await page.locator('[data-remedy="decide"]').click();
        await page.getByRole('button', { name: /^It is not there/ }).click();
        await page.getByText('This sends the clip a second time').waitFor();
        await clean(page);
        await shoot(page, `again-${colorScheme}`);
        const { state, consentAt } = await post(page, 'p1');
        assert(state === 'draft' && consentAt === '', `it is ${state}`);
      },
    );
  }
  for (const colorScheme of ['light', 'dark']) {
    await scene(`remedy: convert to 30, ${colorScheme}`, { colorScheme }, async (page) => {
      await page.locator('[data-post="p3"] [data-remedy="convert"]').click();
      const dialog = page.getByRole('dialog', { name: 'Convert to 30 frames a second?' });
      await dialog.getByText('The next free slot is').waitFor();
      await clean(page);
      await shoot(page, `remedy-convert-${colorScheme}`);
      await page.keyboard.press('Enter');
      await toast(page, 'moved to').waitFor();
      await new QueuePage(page).row('p3').getByText('Converting').waitFor();
      await shoot(page, `remedy-converting-${colorScheme}`);
      await page.keyboard.press('Control+z');
      await page.locator('[data-post="p3"] [data-remedy="convert"]').waitFor();
    });
    await scene(`remedy: replace a clip, ${colorScheme}`, { colorScheme }, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('tiny');
      const asked = page.locator('[data-post="p14"] [data-remedy="replace"]');
      await asked.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: /^Replace the clip/ });
      await dialog.getByRole('radio').first().waitFor();
      await clean(page);
      await page.keyboard.press('ArrowDown');
      await shoot(page, `remedy-replace-${colorScheme}`);
      await page.keyboard.press('Enter');
      await toast(page, 'replaced').waitFor();
      assert((await post(page, 'p14')).mediaId !== 'm7', 'it has its clip still');
      await page.keyboard.press('Control+z');
      await asked.waitFor();
    });
    await scene(
      `remedy: many clips to choose from, ${colorScheme}`,
      { colorScheme, fake: 'library', viewport: { width: 900, height: 600 } },
      async (page) => {
        await page.keyboard.press('/');
        await page.keyboard.type('tiny');
        // A narrow row has no room for the button; Enter does the same.
        await new QueuePage(page).row('p14').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('textbox', { name: 'Search files' }).last().waitFor();
        await clean(page);
        await shoot(page, `remedy-replace-many-${colorScheme}`);
      },
    );
    await scene(
      `remedy: in the composer and beside the list, ${colorScheme}`,
      { colorScheme, viewport: { width: 1920, height: 1080 } },
      async (page) => {
        const queue = new QueuePage(page);
        await queue.row('p3').focus();
        await page
          .getByRole('complementary')
          .getByRole('button', { name: 'Convert to 30' })
          .waitFor();
        await shoot(page, `remedy-inspector-${colorScheme}`);
        await page.evaluate(() =>
          window.cuedropFake.change('p3', { remake: '30fps', convert: '' }),
        );
        await queue.open('p3');
        await page.getByText('Converted to an even 30').waitFor();
        await clean(page);
        await shoot(page, `remedy-composer-${colorScheme}`);
        await page.getByRole('dialog').getByRole('button', { name: 'Replace clip…' }).click();
        await page.getByRole('radio', { name: /nube-tile/ }).check({ force: true });
        await page.getByRole('button', { name: 'Replace clip', exact: true }).click();
        await toast(page, 'replaced').waitFor();
        await page.getByRole('dialog', { name: 'Edit post' }).waitFor();
      },
    );
    await scene(`remedy: a notice offers it, ${colorScheme}`, { colorScheme }, async (page) => {
      await page.evaluate(() =>
        window.cuedropFake.change('p4', {
          state: 'failed',
          convert: '30fps',
          failure: {
            reason: 'frame_rate_check_failed',
            message: '20 frames a second. TikTok takes 23 to 60.',
          },
        }),
      );
      const notices = page.getByRole('region', { name: 'Notices' });
      await notices.getByRole('button', { name: 'Convert to 30' }).waitFor();
      await clean(page);
      await shoot(page, `remedy-notice-${colorScheme}`);
      await notices.getByRole('button', { name: 'Convert to 30' }).click();
      await page.getByRole('dialog', { name: 'Convert to 30 frames a second?' }).waitFor();
    });
  }
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of sizes) {
      const options = { colorScheme, viewport: { width, height } };
      await scene(`queue: axe at ${width}×${height}, ${colorScheme}`, options, async (page) => {
        await new QueuePage(page).row('p7').focus();
        await clean(page);
        await shoot(page, `queue-${width}-${colorScheme}`);
        await choose(page, four);
        await page.keyboard.press('m');
        await page.getByRole('dialog', { name: /^Spread 4 posts/ }).waitFor();
        await page.locator('[data-post="p9"]').scrollIntoViewIfNeeded();
        await clean(page);
        await shoot(page, `queue-spread-${width}-${colorScheme}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert(!wide, 'the window scrolls sideways');
      });
    }
    const forms = [/^Shift/, /^Caption/, /^Account$/, /^Next free/];
    await scene(`queue: axe of every edit, ${colorScheme}`, { colorScheme }, async (page) => {
      await choose(page, four);
      for (const [i, name] of forms.entries()) {
        await page.getByRole('toolbar').getByRole('button', { name }).click();
        await page.waitForTimeout(150);
        if (i === 1) await page.keyboard.type(' #more {file}');
        await clean(page);
        await shoot(page, `queue-edit${i}-${colorScheme}`);
        await page.keyboard.press('Escape');
      }
    });
    await scene(`queue: axe of a move, ${colorScheme}`, { colorScheme }, async (page) => {
      await new QueuePage(page).row('p8').focus();
      await page.keyboard.press('m');
      await page.getByText('Next free slot:').waitFor();
      await clean(page);
      await shoot(page, `queue-move-${colorScheme}`);
    });
  }

  await scene('queue: spread by keyboard alone, and back with Ctrl+Z', {}, async (page) => {
    const before = await post(page, 'p12');
    await page.keyboard.press('/');
    await page.keyboard.type('wave-left');
    await page.locator('[data-post="p12"]').waitFor();
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.activeElement?.blur());
    await new QueuePage(page).row('p7').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+j');
    await page.getByText('3 selected').waitFor();
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('m');
    await page.getByRole('dialog', { name: 'Spread 2 posts over time' }).waitFor();
    const green = await page
      .locator('[data-selected]')
      .getByText(/^Mon|^→/)
      .count();
    assert(green >= 2, `${green} future times are shown`);
    const stored = await post(page, 'p7');
    assert(stored.state === 'scheduled' && stored.rev < 300, 'it was stored too early');
    await page.keyboard.press('Enter');
    await toast(page, '2 posts given a time').waitFor();
    const moved = await post(page, 'p7');
    assert(moved.wall.endsWith('T12:00:00') && moved.state === 'scheduled', moved.wall);
    await shoot(page, 'queue-undo-toast');
    await page.keyboard.press('Control+z');
    await page.waitForFunction(
      (wall) => window.cuedropFake.posts.get('p7').wall === wall,
      stored.wall,
    );
    assert((await post(page, 'p12')).rev === before.rev, 'another post was changed');
  });

  await scene('queue: a dialog that opens right after a step keeps the focus', {}, async (page) => {
    await new QueuePage(page).row('p7').focus();
    // Both keys before the page draws once, as on a busy computer.
    const inside = await page.evaluate(async () => {
      const press = (key, shiftKey = false) =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }),
        );
      press('ArrowDown', true);
      press('m');
      const open = () => document.querySelector('[role="dialog"]') !== null;
      for (let i = 0; i < 300 && !open(); i++) await new Promise(requestAnimationFrame);
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
      return document.activeElement?.closest('[role="dialog"]') !== null;
    });
    assert(inside, 'the row took the focus back');
  });

  await scene('queue: Ctrl+A selects in the filter only, Escape lets go', {}, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('samoyed');
    await page.waitForTimeout(300);
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('Control+a');
    const rows = await page.locator('[data-post]').count();
    const chosen = await page.locator('[data-selected]').count();
    const flying = await page.locator('[data-post][data-state="uploading"]').count();
    assert(chosen === rows - flying && chosen > 1, `${chosen} of ${rows}, ${flying} on their way`);
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.evaluate(() => document.activeElement?.blur());
    await page.getByText(`${chosen} selected`).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('toolbar').waitFor({ state: 'detached' });
  });

  await scene('queue: many are deleted at once, and come back', {}, async (page) => {
    await choose(page, four);
    await page.keyboard.press('Delete');
    await toast(page, '4 posts deleted').waitFor();
    await page.locator('[data-post="p9"]').waitFor({ state: 'detached' });
    assert(!(await post(page, 'p9')), 'the back end still has it');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForFunction(() => window.cuedropFake.posts.has('p9'));
    await page.locator('[data-post="p9"]').waitFor();
  });

  await scene('queue: what is public is said to stay', {}, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('declines');
    await page.locator('[data-post="p7"]').waitFor({ state: 'detached' });
    await new QueuePage(page).row('p15').focus();
    await page.keyboard.press('Delete');
    await page.getByText('This is public on TikTok and cannot be undone here.').waitFor();
    assert(await post(page, 'p15'), 'it was removed without a word');
    await shoot(page, 'queue-public');
    await page.getByRole('button', { name: 'Take it off this list' }).click();
    await toast(page, 'It stays on TikTok').waitFor();
    assert(!(await post(page, 'p15')), 'it is still listed');
  });

  await scene('queue: one post is moved by four keys', {}, async (page) => {
    const before = await post(page, 'p8');
    await new QueuePage(page).row('p8').focus();
    await page.keyboard.press('m');
    await page.getByText('Next free slot:').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await toast(page, 'moved to').waitFor();
    const after = await post(page, 'p8');
    const days = Math.round(
      (Date.parse(after.scheduledAt) - Date.parse(before.scheduledAt)) / 8.64e7,
    );
    assert(days === 1 && after.state === 'scheduled', `moved by ${days} days`);
    assert(after.consentAt === before.consentAt, 'the consent is another one');
  });

  await scene('queue: drafts fill free slots and wait for consent', {}, async (page) => {
    await page.getByRole('button', { name: 'Fill free slots' }).click();
    await page.getByRole('button', { name: /^Set \d times?$/ }).click();
    await toast(page, /given a time/).waitFor();
    const p = await post(page, 'p12');
    assert(p.state === 'draft' && p.scheduledAt !== '' && p.consentAt === '', JSON.stringify(p));
    await page.locator('[data-post="p12"]').getByText('Consent not given yet').waitFor();
    await shoot(page, 'queue-planned');
  });

  const drag = (page, names, type, init = {}) =>
    page.evaluate(
      ([files, mime, rest]) => {
        const dataTransfer = new DataTransfer();
        for (const n of files) dataTransfer.items.add(new File(['x'], n, { type: mime }));
        window.cuedropDrag = dataTransfer;
        window.dispatchEvent(new DragEvent('dragenter', { dataTransfer, ...rest }));
      },
      [names, type, init],
    );
  const ten = Array.from({ length: 10 }, (_, i) => `clip-${i}.mp4`);

  for (const colorScheme of ['light', 'dark']) {
    await scene(`queue: axe of a drag, ${colorScheme}`, { colorScheme }, async (page) => {
      await page.getByRole('button', { name: 'All accounts' }).click();
      await page.getByRole('menuitemradio', { name: '@tidewater.surf' }).click();
      await drag(page, ten, 'video/mp4');
      await page.getByText('Drop 10 clips into the queue').waitFor();
      await page.getByText('to fill its next free slots').waitFor();
      await clean(page);
      await shoot(page, `queue-drop-${colorScheme}`);
      await page.evaluate(() => window.dispatchEvent(new DragEvent('dragleave')));
      await drag(page, ['a.jpg'], 'image/jpeg');
      await page.getByText('Photo posts are not possible').waitFor();
      await clean(page);
      await shoot(page, `queue-drop-photo-${colorScheme}`);
    });
  }

  await scene('queue: ten clips dropped with Shift are planned and selected', {}, async (page) => {
    await page.getByRole('button', { name: 'All accounts' }).click();
    await page.getByRole('menuitemradio', { name: '@tidewater.surf' }).click();
    await drag(page, ten, 'video/mp4', { shiftKey: true });
    await page.getByText('They are given these times').waitFor();
    await page.evaluate(async () => {
      const dataTransfer = window.cuedropDrag;
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, shiftKey: true }));
      await window.cuedropFake.addFiles(10);
    });
    await page.getByText('10 clips added').waitFor();
    await toast(page, '10 clips planned for the next free slots').waitFor();
    await page.getByText('10 selected').waitFor();
    const added = await page.evaluate(() =>
      [...window.cuedropFake.posts.values()].filter((p) => p.id.startsWith('new')),
    );
    assert(added.length === 10, `${added.length} drafts`);
    assert(
      added.every(
        (p) => p.state === 'draft' && p.accountId === 'a1' && p.scheduledAt && !p.consentAt,
      ),
      JSON.stringify(added[0]),
    );
    assert(new Set(added.map((p) => p.scheduledAt)).size === 10, 'two have the same slot');
    await shoot(page, 'queue-dropped');
  });

  await scene('queue: compact rows', {}, async (page) => {
    await page.evaluate(() => localStorage.setItem('cuedrop.density', 'compact'));
    await page.reload();
    await page.locator('[data-post="p7"]').waitFor();
    const box = await page.locator('[data-post="p7"]').boundingBox();
    assert(box.height === 40, `a row is ${box.height} high`);
    await clean(page);
    await shoot(page, 'queue-compact');
  });
}
