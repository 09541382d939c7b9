import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { QueuePage } from '../pages/queue.mjs';

const languages = { es: 'es-ES', id: 'id-ID', zh: 'zh-CN' };

/** Palette, keys, languages, the closing question, and strings that want to be code. */
export async function shellScenes(scene, clean) {
  const motion = { reducedMotion: 'no-preference' };
  const palette = (page) => page.getByRole('combobox', { name: /^Find a command/ });

  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const options = { colorScheme, viewport: { width, height } };
      await scene(
        `shell: the palette at ${width}×${height}, ${colorScheme}`,
        options,
        async (page) => {
          await new QueuePage(page).row('p7').focus();
          await page.keyboard.press('Control+k');
          await palette(page).waitFor();
          await clean(page);
          await shoot(page, `palette-empty-${width}-${colorScheme}`);
          await page.keyboard.type('mov');
          await page.getByRole('option', { name: /DJI_0148/ }).waitFor();
          await clean(page);
          await shoot(page, `palette-${width}-${colorScheme}`);
        },
      );
      await scene(
        `shell: the sheet of keys at ${width}×${height}, ${colorScheme}`,
        options,
        async (page) => {
          await page.keyboard.press('?');
          await page.getByRole('dialog').waitFor();
          await clean(page);
          await shoot(page, `keys-${width}-${colorScheme}`);
        },
      );
    }
  }

  await scene('shell: the palette does what it says, by keyboard alone', {}, async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('calend');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash === '#/calendar');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pause');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Uploads are paused' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Resume uploads' }).waitFor({ state: 'attached' });
    await page.keyboard.type('four gears');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tidewater');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '@tidewater.surf', pressed: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('no such thing');
    await page.getByText('Nothing matches “no such thing”.').waitFor();
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'detached' });
  });

  await scene('shell: no letter after Ctrl+K is lost, with motion too', motion, async (page) => {
    const key = (k, init = {}) =>
      page.evaluate(
        ([letter, more]) => {
          const event = new KeyboardEvent('keydown', {
            key: letter,
            bubbles: true,
            cancelable: true,
            ...more,
          });
          (document.activeElement ?? document.body).dispatchEvent(event);
          // React answers a key within the turn; a slow machine's next key waits for no timer.
          return Promise.resolve().then(() => document.activeElement?.getAttribute('role'));
        },
        [k, init],
      );
    assert((await key('k', { ctrlKey: true, code: 'KeyK' })) === 'combobox', 'the field waits');
    await page.keyboard.type('calend');
    await page.keyboard.press('Escape');
    await key('k', { ctrlKey: true, code: 'KeyK' });
    const left = await palette(page).inputValue();
    assert(left === '', `the field still says “${left}”`);
    await page.keyboard.press('Control+k');
    await palette(page).waitFor({ state: 'detached' });
  });

  await scene(
    'shell: the palette finds one of 10,000 posts at once',
    { fake: 'many' },
    async (page) => {
      await page.keyboard.press('Control+k');
      await palette(page).waitFor();
      const ms = await page.evaluate(async () => {
        const field = document.querySelector('[role="combobox"]');
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
        const times = [];
        for (const text of ['f', 'fo', 'fou', 'four', 'four g']) {
          const start = performance.now();
          set.call(field, text);
          field.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
          times.push(performance.now() - start);
        }
        return times.map(Math.round);
      });
      await page
        .getByRole('option', { name: /Four gears/ })
        .first()
        .waitFor();
      assert(Math.max(...ms) < 500, `letters took ${ms} ms`);
      return `letters took ${ms.join(', ')} ms`;
    },
  );

  await scene('shell: keys work everywhere, but not while somebody writes', {}, async (page) => {
    for (const [key, place] of [
      ['c', '#/calendar'],
      ['l', '#/library'],
      ['a', '#/accounts'],
      ['p', '#/privacy'],
      ['s', '#/settings'],
      ['q', '#/'],
    ]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForURL((url) => url.hash === place);
    }
    await page.keyboard.press('/');
    await page.keyboard.type('gc?n');
    const value = await page.getByRole('textbox', { name: /^Search/ }).inputValue();
    assert(value === 'gc?n', `the field says “${value}”`);
    assert((await page.getByRole('dialog').count()) === 0, 'a key reached through the field');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('x');
    await page.keyboard.press('c');
    await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
  });

  await scene('shell: closing is explained once, and answered', {}, async (page) => {
    const answers = () => page.evaluate(() => window.cuedropFake.closed);
    const ask = (tray) =>
      page.evaluate((t) => window.cuedropFake.say('window:closing', { tray: t }), tray);
    await ask(true);
    await page
      .getByText('Cuedrop keeps running in the tray so that posts go out on time.')
      .waitFor();
    await clean(page);
    await shoot(page, 'closing-tray');
    await page.getByRole('button', { name: 'Got it' }).click();
    await ask(false);
    await page.getByText('Posts go out only while Cuedrop runs').waitFor();
    await shoot(page, 'closing-no-tray');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert(String(await answers()) === 'keep,stay', `answered ${await answers()}`);
  });

  for (const [language, locale] of Object.entries(languages)) {
    for (const [width, height] of [
      [1280, 800],
      [900, 600],
    ]) {
      const options = { locale, viewport: { width, height } };
      await scene(`shell: ${language} at ${width}×${height}`, options, async (page) => {
        const lang = await page.evaluate(() => document.documentElement.lang);
        assert(lang.startsWith(language), `the page says that it is ${lang}`);
        await clean(page);
        await shoot(page, `${language}-queue-${width}`);
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').waitFor();
        await shoot(page, `${language}-palette-${width}`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
        await shoot(page, `${language}-keys-${width}`);
        await page.keyboard.press('Escape');
        await new QueuePage(page).row('p7').focus();
        await page.keyboard.press('e');
        await page.locator('[data-composer]').waitFor();
        await page.waitForTimeout(400);
        await clean(page);
        await shoot(page, `${language}-composer-${width}`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('g');
        await page.keyboard.press('a');
        await page.waitForTimeout(400);
        await clean(page);
        await shoot(page, `${language}-accounts-${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert(!wide, 'the window scrolls sideways');
      });
    }
  }

  await scene(
    'shell: a language is chosen in the palette, and the sentences follow',
    { fake: 'ffmpeg' },
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('español');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Cola' }).waitFor();
      assert(
        (await page.evaluate(() => document.documentElement.lang)) === 'es',
        'not marked as Spanish',
      );
      assert(
        (await page.getByText('What is due waits').count()) === 0,
        'a condition is still English',
      );
      await page.keyboard.press('Control+k');
      await page.keyboard.type('language english');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
    },
  );

  await scene(
    'shell: captions, names and files that want to be code stay words',
    { expectErrors: true },
    async (page) => {
      const bad = [
        '<img src=x onerror="window.ran=1">',
        '<script>window.ran=2</script>',
        '"><svg/onload=window.ran=3>',
        "javascript:window.ran=4//'",
        '{{constructor}} $t(nav.queue) {0}',
        '\u202Egnp.exe',
      ];
      await page.evaluate((words) => {
        const fake = window.cuedropFake;
        words.forEach((text, i) => {
          const id = `bad${i}`;
          fake.addMedia({
            ...fake.media.get('m1'),
            id,
            name: `${text}.mp4`,
            findings: [
              {
                code: 'x',
                severity: 'warning',
                message: text,
                failReason: text,
                fix: text,
                postId: '',
              },
            ],
          });
          fake.put({
            ...fake.posts.get('p1'),
            id,
            mediaId: id,
            caption: text,
            state: 'failed',
            failure: { reason: text, message: text },
            link: `javascript:window.ran=5`,
          });
          fake.say('account:changed', {
            ...[...fake.accounts.values()][0],
            id,
            rev: 999,
            nickname: text,
            username: text,
            avatarUrl: text,
          });
        });
        fake.say(
          'health:changed',
          words.map((text, i) => ({
            code: `bad${i}`,
            severity: 'error',
            message: text,
            remedy: text,
            since: '',
          })),
        );
        fake.say('files:added', {
          postIds: [],
          refused: words.map((text) => ({ name: text, message: text })),
        });
      }, bad);
      await page.getByText(bad[0], { exact: false }).first().waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('ran');
      await page.getByRole('option').nth(2).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.waitForTimeout(300);
      await shoot(page, 'hostile');
      const ran = await page.evaluate(() => window.ran);
      assert(ran === undefined, `code ran: ${ran}`);
      const made = await page.evaluate(
        () => document.querySelectorAll('main img[src="x"], main script, main svg[onload]').length,
      );
      assert(made === 0, 'words became elements');
      // What could not be seen in the text: the policy itself.
      const blocked = await page.evaluate(() => {
        const s = document.createElement('script');
        s.textContent = 'window.ran = 6';
        document.body.append(s);
        document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = 7">');
        return new Promise((resolve) => setTimeout(() => resolve(window.ran === undefined), 200));
      });
      assert(blocked, 'the policy lets inline code run');
    },
  );
}
