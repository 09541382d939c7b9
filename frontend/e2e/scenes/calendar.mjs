import { shoot } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { CalendarPage } from '../pages/calendar.mjs';

/** Tuesday, 24 November 2026, 15:42 in Madrid, where the fake back end's computer is. */
const now = '2026-11-24T14:42:00Z';
const sizes = [
  [1280, 800],
  [1920, 1080],
  [900, 600],
];
const here = { fake: 'calendar', timezoneId: 'Europe/Madrid', now };

/** Week, month and day, dragging, the night of a clock change, and the keyboard. */
export async function calendarScenes(scene, clean) {
  const looks = {
    week: async () => undefined,
    month: (calendar) => calendar.view('Month'),
    day: (calendar) => calendar.view('Day'),
    dragging: async (calendar) => {
      const move = await calendar.lift('w18');
      await move('2026-11-27', '14:30');
    },
    spring: async (calendar) => {
      await calendar.until('2027-03-28');
      await calendar.show('02:30');
      const move = await calendar.lift('s1');
      await move('2027-03-28', '02:30');
    },
    dialog: async (calendar) => {
      await calendar.tile('w16').focus();
      await calendar.page.keyboard.press('m');
      await calendar.page.getByRole('dialog').waitFor();
    },
  };
  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [name, go] of Object.entries(looks)) {
        const options = { ...here, colorScheme, viewport: { width, height } };
        await scene(`calendar: ${name} at ${width}, ${colorScheme}`, options, async (page) => {
          const calendar = new CalendarPage(page);
          await calendar.goto();
          await go(calendar);
          await page.waitForTimeout(250);
          await shoot(page, `calendar-${name}-${width}-${colorScheme}`);
          await clean(page);
        });
      }
    }
  }
}

/** What the calendar does, step by step, on the fake back end. */
export async function calendarActs(scene) {
  const open = async (page, view) => {
    const calendar = new CalendarPage(page);
    await calendar.goto();
    if (view) await calendar.view(view);
    return calendar;
  };
  const stored = (page, id) => page.evaluate((i) => window.cuedropFake.posts.get(i), id);

  await scene(
    'calendar acts: a drag moves, both zones are said, undo takes it back',
    here,
    async (page) => {
      const calendar = await open(page);
      const hint = await calendar.drag('w18', '2026-11-27', '14:30');
      assert(hint === 'Fri 27 Nov, 14:30 / 13:30 (London)', hint);
      await calendar.says('“The walk cycle” moved to Fri 27 Nov, 13:30 (London)');
      await calendar.stands('w18', 'Fri 27 Nov, 14:30');
      const post = await stored(page, 'w18');
      assert(post.wall === '2026-11-27T13:30:00' && post.zone === 'Europe/London', post.wall);
      await page.keyboard.press('Control+z');
      await calendar.stands('w18', 'Fri 27 Nov, 11:30');
    },
  );

  await scene(
    'calendar acts: Alt makes fine steps, Escape takes the drag back',
    here,
    async (page) => {
      const calendar = await open(page);
      const move = await calendar.lift('w8');
      await move('2026-11-26', '20:10');
      assert((await calendar.hint()).includes('20:00'), await calendar.hint());
      await page.keyboard.down('Alt');
      assert((await calendar.hint()).includes('20:10'), await calendar.hint());
      await page.keyboard.up('Alt');
      await page.keyboard.press('Escape');
      await page.mouse.up();
      await calendar.stands('w8', 'Tue 24 Nov, 18:30');
      assert((await page.getByRole('dialog').count()) === 0, 'the release opened something');
    },
  );

  await scene(
    'calendar acts: what is out or on its way stays, and says why',
    here,
    async (page) => {
      const calendar = await open(page);
      for (const [id, words] of [
        ['p4', 'It is on its way. It cannot be moved.'],
        ['w6', 'It is out. It cannot be moved.'],
        ['w5', 'Look on TikTok first. Until then it stays.'],
      ]) {
        const before = (await calendar.words(id)).slice(0, 17);
        const hint = await calendar.drag(id, '2026-11-28', '16:00');
        assert(hint === words, hint);
        assert((await calendar.words(id)).startsWith(before), `${id} moved`);
      }
      const hint = await calendar.drag('w8', '2026-11-24', '14:00');
      assert(hint.endsWith('That time has passed.'), hint);
      await calendar.stands('w8', 'Tue 24 Nov, 18:30');
    },
  );

  await scene('calendar acts: into the tray and out of it', here, async (page) => {
    const calendar = await open(page);
    const move = await calendar.lift('w16');
    await move('2026-11-27', '20:00');
    const tray = await calendar.tray.boundingBox();
    await page.mouse.move(tray.x + 60, tray.y + 300, { steps: 4 });
    assert((await calendar.hint()) === 'Takes its time away', await calendar.hint());
    await page.mouse.up();
    await calendar.says('“Vacuum, day one” has no time any more');
    await calendar.tray.locator('[data-post="w16"]').waitFor();

    const item = await calendar.tray.locator('[data-post="u4"]').boundingBox();
    await page.mouse.move(item.x + 40, item.y + 20);
    await page.mouse.down();
    const to = await calendar.spot('2026-11-28', '20:00');
    await page.mouse.move(to.x, to.y + 10, { steps: 6 });
    await page.mouse.up();
    await calendar.says('“The walk cycle, flipped” planned for Sat 28 Nov, 20:00 (Madrid)');
    await calendar.stands('u4', 'Sat 28 Nov, 20:00');
    const post = await stored(page, 'u4');
    assert(post.state === 'draft' && post.consentAt === '', 'a planned draft was scheduled');
  });

  await scene('calendar acts: a month changes the day and keeps the time', here, async (page) => {
    const calendar = await open(page, 'Month');
    const tile = await calendar.tile('w19').boundingBox();
    await page.mouse.move(tile.x + 12, tile.y + 12);
    await page.mouse.down();
    const cell = await calendar.cell('2026-11-30').boundingBox();
    await page.mouse.move(cell.x + 60, cell.y + 50, { steps: 6 });
    const hint = await calendar.hint();
    await page.mouse.up();
    assert(hint === 'Mon 30 Nov, 18:00 / 12:00 (New York)', hint);
    await calendar.says('moved to Mon 30 Nov, 12:00 (New York)');
    await calendar.stands('w19', 'Mon 30 Nov, 18:00');
  });

  await scene('calendar acts: over the night when clocks go forward', here, async (page) => {
    const calendar = await open(page);
    await calendar.until('2027-03-28');
    await calendar.show('02:30');
    await page.getByText('Clocks go forward').waitFor();
    const hint = await calendar.drag('s1', '2027-03-28', '02:30');
    assert(
      hint.startsWith('Sun 28 Mar 2027, 02:30 does not exist in Madrid. It will be 03:30.'),
      hint,
    );
    await calendar.says('02:30 does not exist that day: clocks go forward.');
    await calendar.stands('s1', 'Sun 28 Mar 2027, 03:30');
    // Moved on by a day, the time that was chosen is back.
    await calendar.tile('s1').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction(
      () => window.cuedropFake.posts.get('s1').wall === '2027-03-29T02:30:00',
    );
    await page.keyboard.press('PageDown');
    await calendar.drawn();
    await calendar.stands('s1', 'Mon 29 Mar 2027, 02:30');
  });

  await scene('calendar acts: everything by keyboard', here, async (page) => {
    const calendar = await open(page);
    const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-item'));
    await calendar.tile('w16').focus();
    await page.keyboard.press('ArrowUp');
    assert((await at()) === 'w15', `after up: ${await at()}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    const left = await calendar.words(await at());
    assert(left.startsWith('Wed 25 Nov, 18'), left);
    await calendar.tile('w16').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await calendar.says('moved to Fri 27 Nov, 19:05 (Madrid)');
    await calendar.stands('w16', 'Fri 27 Nov, 19:05');
    assert((await at()) === 'w16', `the focus went to ${await at()}`);
    await page.keyboard.press('Control+z');
    await calendar.stands('w16', 'Thu 26 Nov, 18:30');

    // The dialog: M, arrow right, Enter.
    await page.keyboard.press('m');
    await page.getByRole('spinbutton', { name: 'Day' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await calendar.stands('w16', 'Fri 27 Nov, 18:30');
    await page.waitForFunction(() => document.activeElement?.dataset.item === 'w16');

    await page.keyboard.press('u');
    await calendar.tray.locator('[data-post="w16"]').waitFor();
    await calendar.tray.locator('[data-post="u5"]').focus();
    await page.keyboard.press('s');
    await calendar.says('planned for');
    await calendar.tile('w13').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Edit post' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Edit post' }).waitFor({ state: 'hidden' });
    for (const [key, heading] of [
      ['d', /^25 November 2026$/],
      ['m', 'Move “The hinge”'],
    ]) {
      await calendar.tile('w13').focus();
      await page.keyboard.press(key);
      await page.getByRole('heading', { name: heading }).waitFor();
    }
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.dataset.item === 'w13');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'November 2026', exact: true }).waitFor();
    await page.keyboard.press('PageDown');
    await page.getByRole('heading', { name: 'December 2026' }).waitFor();
    await page.keyboard.press('t');
    await page.keyboard.press('w');
    await page.getByRole('heading', { name: '23 – 29 November 2026' }).waitFor();
  });

  await scene('calendar acts: free slots and empty places take a new post', here, async (page) => {
    const calendar = await open(page);
    await page.getByRole('button', { name: /^Fri 27 Nov, 08:30.*@nube/ }).click();
    const composer = page.getByRole('dialog', { name: 'Edit post' });
    await composer.waitFor();
    await composer.getByText('@nube.samoyed').first().waitFor();
    const time = composer.getByRole('textbox', { name: 'Time', exact: true });
    assert((await time.inputValue()) === '08:30', await time.inputValue());
    assert(await composer.getByRole('radio', { name: 'Fri 27 Nov' }).isChecked(), 'another day');
    await page.keyboard.press('Escape');
    await composer.waitFor({ state: 'hidden' });

    const spot = await calendar.spot('2026-11-28', '15:10');
    await page.mouse.click(spot.x, spot.y);
    await composer.waitFor();
    assert((await time.inputValue()) === '15:00', await time.inputValue());
  });

  await scene('calendar acts: days and free slots of a month by keyboard', here, async (page) => {
    const calendar = await open(page, 'Month');
    const at = (name) => page.evaluate((n) => document.activeElement?.getAttribute(n), name);
    const stops = page.locator('[data-day][tabindex="0"]');
    assert((await stops.count()) === 1, 'not one tab stop among the days');
    await stops.focus();
    assert((await at('data-day')) === '2026-11-24', await at('data-day'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    assert((await at('data-day')) === '2026-11-18', await at('data-day'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^18 November 2026$/ }).waitFor();

    await calendar.view('Month');
    await page.getByRole('button', { name: /^Sun 29 Nov, 06:00.*New post here$/ }).focus();
    await page.keyboard.press('ArrowRight');
    const next = await page.evaluate(() => document.activeElement?.textContent);
    assert(next.startsWith('Mon 30 Nov'), next);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    const composer = page.getByRole('dialog', { name: 'Edit post' });
    await composer.waitFor();
    const time = composer.getByRole('textbox', { name: 'Time', exact: true });
    assert((await time.inputValue()).endsWith(':00'), await time.inputValue());
  });

  await scene(
    'calendar acts: what has no room in a week is shown in its day',
    here,
    async (page) => {
      await page.evaluate(() => {
        const fake = window.cuedropFake;
        const post = fake.posts.get('w16');
        for (let i = 0; i < 6; i++) fake.put({ ...post, id: `more${i}`, rev: 9000 + i });
      });
      const calendar = await open(page);
      const more = page.getByRole('button', { name: /more posts?\. Show the day$/ }).first();
      await more.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: /^\d+ November 2026$/ }).waitFor();
      await calendar.tile('more5').waitFor();
      await page.waitForFunction(() => document.activeElement?.dataset.item !== undefined);
      assert((await page.getByRole('dialog').count()) === 0, 'something else opened too');
    },
  );

  await scene(
    'calendar acts: another zone is shown, the post keeps its own',
    here,
    async (page) => {
      const calendar = await open(page);
      await page.getByRole('button', { name: /^Times in Madrid/ }).click();
      await page
        .getByRole('button', { name: /^Jakarta/ })
        .first()
        .click();
      await calendar.stands('w10', 'Wed 25 Nov, 12:00');
      await calendar.show('14:00');
      const hint = await calendar.drag('w10', '2026-11-26', '14:00');
      assert(hint === 'Thu 26 Nov, 14:00', hint);
      const post = await stored(page, 'w10');
      assert(post.zone === 'Asia/Jakarta', post.zone);
    },
  );
}
