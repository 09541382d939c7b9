import { shoot, sizes } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { PrivacyPage } from '../pages/privacy.mjs';

/** What the pictures show: each page, and each dialog in each of its steps. */
const views = {
  leaves: { open: (p) => p.to('What leaves') },
  request: {
    open: async (p) => {
      await p.to('What leaves');
      await p.request('Renew sign-in').first().click();
      await p.root.getByText('We did').waitFor();
    },
  },
  nothing: { fake: 'empty', open: (p) => p.to('What leaves') },
  practice: {
    fake: 'sandbox',
    open: async (p) => {
      await p.page.evaluate(() =>
        window.cuedropFake.privacy.send({ feature: 'init', host: '127.0.0.1:4711' }),
      );
      await p.to('What leaves');
      await p.root.getByText('The practice TikTok runs on it').waitFor();
    },
  },
  blocked: {
    open: async (p) => {
      await p.page.evaluate(() =>
        window.cuedropFake.privacy.send({
          feature: 'upload',
          host: 'collector.example',
          outcome: 'refused',
          status: 0,
          bytesOut: 0,
          bytesIn: 0,
        }),
      );
      await p.to('What leaves');
      await p.root.getByText('were blocked').waitFor();
    },
  },
  days: {
    open: async (p) => {
      await p.to('What leaves');
      await p.root.getByRole('button', { name: /^Time:/ }).click();
      await p.page.getByRole('menuitemradio', { name: 'Days…' }).click();
      await p.page.locator('[data-popover-open]').waitFor();
    },
  },
  recipients: { open: (p) => p.to('Who gets it') },
  stored: { open: (p) => p.to('What is stored') },
  show: {
    open: async (p) => {
      await p.to('What is stored');
      await p.show('Posts and clips');
    },
  },
  kept: { open: (p) => p.to('How long it is kept') },
  longer: {
    open: async (p) => {
      await p.to('How long it is kept');
      await p.days('Publishing record').fill('3000');
      await p.days('Ledger').fill('7');
      await p.root.getByText('Longer than the default').waitFor();
    },
  },
  choices: { open: (p) => p.to('Pause and withdraw') },
  paused: {
    open: async (p) => {
      await p.to('Pause and withdraw');
      await p.root.getByRole('switch', { name: 'Pause everything' }).click({ force: true });
      await p.page.getByText('Everything is paused. Nothing').waitFor();
    },
  },
  take: { open: (p) => p.to('Take along') },
  sealed: {
    open: async (p) => {
      await p.to('Take along');
      await p.root.getByRole('checkbox', { name: /^Seal it/ }).check();
      await p.root.getByLabel('Passphrase', { exact: true }).fill('harbour seven');
      await p.root.getByLabel('Passphrase, again').fill('harbour eleven');
      await p.root.getByText('The two are not the same.').waitFor();
    },
  },
  exported: {
    open: async (p) => {
      await p.to('Take along');
      await p.root.getByRole('button', { name: /^Choose a place/ }).click();
      await p.root.getByText('Exported: ').waitFor();
    },
  },
  erase: { open: (p) => p.to('Erase') },
  erasePost: {
    open: async (p) => {
      await p.to('Erase');
      await p.root.getByRole('button', { name: 'Erase a post…' }).click();
      await p.page.getByRole('searchbox', { name: 'Find a post' }).fill('yawn');
    },
  },
  eraseAccount: {
    open: async (p) => {
      await p.askAccount('@nube.samoyed');
      await p.dialog.getByText('Beyond our reach').waitFor();
    },
  },
  eraseAll: {
    open: async (p) => {
      await p.to('Erase');
      await p.root.getByRole('button', { name: 'Erase everything…' }).click();
      await p.dialog.getByText('Beyond our reach').waitFor();
    },
  },
  erasing: {
    open: async (p) => {
      await p.page.evaluate(() => {
        window.cuedropFake.privacy.eraseMs = 60_000;
      });
      await p.askAccount('@burrow.pictures');
      await p.confirm('burrow.pictures', 'Erase this account');
      await p.dialog.getByText('Erasing, then searching').first().waitFor();
    },
  },
  erased: {
    open: async (p) => {
      await p.askAccount('@burrow.pictures');
      await p.confirm('burrow.pictures', 'Erase this account');
      await p.dialog.getByText('0 remaining').waitFor();
    },
  },
  remaining: {
    open: async (p) => {
      await p.page.evaluate(() => {
        window.cuedropFake.privacy.remaining = 1289;
        window.cuedropFake.privacy.offline = true;
      });
      await p.askAccount('@burrow.pictures');
      await p.confirm('burrow.pictures', 'Erase this account');
      await p.dialog.getByText('bytes are still there').waitFor();
    },
  },
  used: { open: (p) => p.to('Requests of mine') },
  policies: { open: (p) => p.to('Policies') },
  security: {
    open: async (p) => {
      await p.to('Security');
      await p.root.getByText('ffmpeg ').first().waitFor();
    },
  },
};

/** Pages without a dialog are walked in one window; these are the rest of the views. */
const pages = Object.keys(views).filter((v) =>
  /^(leaves|recipients|stored|kept|choices|take|erase|used|policies|security)$/.test(v),
);
const states = Object.keys(views).filter((v) => !pages.includes(v));

/** The Privacy place: every page in both themes and three sizes, then what it does. */
export async function privacyScenes(scene, clean) {
  const look = async (page, name) => {
    await clean(page);
    const { width } = page.viewportSize();
    const scheme = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    await shoot(page, `privacy-${name}-${width}-${scheme ? 'dark' : 'light'}`);
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('main *, [role="dialog"] *')]
        .filter(
          (e) =>
            ['auto', 'scroll'].includes(getComputedStyle(e).overflowY) &&
            e.scrollWidth > e.clientWidth + 1,
        )
        .map((e) => e.className),
    );
    assert(wide.length === 0, `${name} scrolls sideways: ${wide.join(' ')}`);
  };
  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const options = { colorScheme, viewport: { width, height } };
      await scene(`privacy: pages at ${width}, ${colorScheme}`, options, async (page) => {
        const privacy = new PrivacyPage(page);
        await privacy.goto();
        for (const name of pages) {
          await views[name].open(privacy);
          await look(page, name);
        }
      });
      // Every state in every size is for pictures; the checks do with the two extremes.
      const extreme = width === (colorScheme === 'light' ? 1280 : 900);
      if (!extreme && !process.env.SHOTS) continue;
      for (const name of states) {
        const { fake = '', open } = views[name];
        const named = `privacy: ${name} at ${width}, ${colorScheme}`;
        await scene(named, { ...options, fake }, async (page) => {
          const privacy = new PrivacyPage(page);
          await privacy.goto();
          await open(privacy);
          await look(page, name);
        });
      }
    }
  }
  await doings(scene);
}

async function doings(scene) {
  await scene('privacy: the ledger is live, and does not move what is read', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('What leaves');
    await privacy.request('Renew sign-in').first().waitFor();
    const before = await privacy.totalRequests();
    const send = () =>
      page.evaluate(() =>
        window.cuedropFake.privacy.send({ feature: 'revoke', path: '/v2/oauth/revoke/' }),
      );
    await send();
    await privacy.request('End sign-in').first().waitFor();
    assert((await privacy.totalRequests()) > before, 'the totals stand still');

    const scroller = privacy.grid.getByRole('rowgroup').nth(1);
    await scroller.evaluate((e) => e.scrollTo({ top: 3000 }));
    await page.waitForTimeout(150);
    const rows = await privacy.count('End sign-in');
    await send();
    await privacy.root.getByRole('button', { name: /new request/ }).click();
    await page.waitForFunction(
      (n) =>
        [...document.querySelectorAll('[data-request] [data-col="why"]')].filter(
          (e) => e.textContent === 'End sign-in',
        ).length > n,
      rows,
    );
  });

  await scene('privacy: filters narrow, and a far page is reached', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('What leaves');
    await privacy.choose('Time', 'All that is kept');
    await privacy.choose('Why', 'Renew sign-in');
    await page.waitForFunction(() => {
      const why = [...document.querySelectorAll('[data-request] [data-col="why"]')];
      return why.length > 0 && why.every((e) => e.textContent === 'Renew sign-in');
    });
    await privacy.choose('Why', 'Any reason');
    const all = await privacy.totalRequests();
    const scroller = privacy.grid.getByRole('rowgroup').nth(1);
    await page.waitForFunction(
      (n) => {
        const grid = document.querySelector('[role="grid"]');
        const body = grid?.querySelectorAll('[role="rowgroup"]')[1];
        body?.scrollTo({ top: body.scrollHeight });
        return Number(grid?.getAttribute('aria-rowcount')) > n;
      },
      all,
      { timeout: 15_000 },
    );
    const drawn = await scroller.locator('[data-request]').count();
    assert(drawn < 90, `${drawn} rows are in the document`);
    await page.getByRole('searchbox', { name: 'Search requests' }).fill('tiktokcdn');
    await privacy.request('Fetch the picture').first().waitFor();
    await page.getByRole('searchbox', { name: 'Search requests' }).fill('no such host');
    await privacy.root.getByText('No request matches.').waitFor();
    await privacy.root.getByRole('button', { name: 'Clear filters' }).click();
    await privacy.request('Video, a part').first().waitFor();
    await privacy.root.getByRole('button', { name: 'Save as table' }).click();
    await page.getByText('The list of requests is saved').waitFor();
  });

  await scene('privacy: erasing an account by keyboard alone', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('What is stored');
    const before = await privacy.things('TikTok accounts');
    const button = page.getByRole('button', { name: 'Erase', exact: true });
    await button.focus();
    await page.keyboard.press('Enter');
    await privacy.root.getByRole('button', { name: 'Erase an account…' }).focus();
    const choose = async () => {
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: '@burrow.pictures' }).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
    };
    await choose();
    await privacy.dialog.getByText('Beyond our reach').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    assert((await focused()).startsWith('Keep it'), `the focus is on "${await focused()}"`);

    await page.keyboard.press('Escape');
    await privacy.dialog.waitFor({ state: 'hidden' });
    assert(await page.evaluate(() => window.cuedropFake.accounts.has('a5')), 'Escape erased');
    await page.waitForFunction(() => /^Erase an acc/.test(document.activeElement?.textContent));

    await choose();
    await privacy.dialog.getByText('Beyond our reach').waitFor();
    const field = privacy.dialog.getByRole('textbox');
    await field.focus();
    await page.keyboard.type('burrow.picture');
    const go = privacy.dialog.getByRole('button', { name: 'Erase this account' });
    assert(await go.isDisabled(), 'a name that is not whole is enough');
    await page.keyboard.type('s');
    await page.keyboard.press('Enter');
    await privacy.dialog.getByText('0 remaining').waitFor();
    await page.keyboard.press('Enter');
    await privacy.dialog.waitFor({ state: 'hidden' });
    await privacy.to('What is stored');
    await page.waitForFunction(
      (n) =>
        Number(document.querySelector('[data-category="account"] [data-figure]')?.textContent) ===
        n - 1,
      before,
    );
    await privacy.to('Requests of mine');
    await privacy.root
      .getByRole('row', { name: /Erase One account Done/ })
      .first()
      .waitFor();
  });

  await scene('privacy: open posts need a word of their own', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    const name = await page.evaluate(() => {
      const post = [...window.cuedropFake.posts.values()].find((p) => p.state === 'uncertain');
      return window.cuedropFake.accounts.get(post.accountId).username;
    });
    await privacy.askAccount(`@${name}`);
    await privacy.dialog.getByRole('textbox').fill(name);
    const go = privacy.dialog.getByRole('button', { name: 'Erase this account' });
    assert(await go.isDisabled(), 'an uncertain post is forgotten without a word');
    await privacy.dialog.getByRole('checkbox', { name: /^Forget it/ }).check();
    await go.click();
    await privacy.dialog.getByText('0 remaining').waitFor();
  });

  await scene('privacy: a pause is seen everywhere and ends', {}, async (page) => {
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('Pause and withdraw');
    await privacy.root.getByRole('switch', { name: 'Pause @nube.samoyed' }).click({ force: true });
    await page.getByText('1 account paused').waitFor();
    await privacy.root.getByRole('switch', { name: 'Pause everything' }).click({ force: true });
    await page.locator('footer').getByText('Everything is paused').waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByText('1 account paused').waitFor();
  });

  await scene(
    'privacy: shorter is possible at once, outside the range is not',
    {},
    async (page) => {
      const privacy = new PrivacyPage(page);
      await privacy.goto();
      await privacy.to('What leaves');
      const before = await privacy.totalRequests();
      await privacy.to('How long it is kept');
      const ledger = privacy.days('Ledger');
      await ledger.fill('91');
      await privacy.root.getByText('Choose 1 to 90 days.').waitFor();
      await ledger.fill('7');
      await ledger.press('Enter');
      await privacy.root.getByText('What is older goes').waitFor({ state: 'detached' });
      await privacy.root.getByRole('button', { name: 'Remove now' }).click();
      await privacy.root.getByRole('row', { name: /^Ledger/ }).waitFor();
      await privacy.to('What leaves');
      await privacy.choose('Time', 'All that is kept');
      const left = await privacy.totalRequests();
      assert(left > 0 && left < before / 2, `${left} of ${before} requests are left`);
    },
  );

  await scene('privacy: an import with a wrong passphrase says so', {}, async (page) => {
    await page.evaluate(() => {
      window.cuedropFake.privacy.sealedWith = 'harbour seven tide';
    });
    const privacy = new PrivacyPage(page);
    await privacy.goto();
    await privacy.to('Take along');
    await privacy.root.getByRole('button', { name: /^Choose a file/ }).click();
    await privacy.root.getByText('does not open this file').waitFor();
    await privacy.root.getByRole('checkbox', { name: 'The file is sealed' }).check();
    await privacy.root.getByLabel('Passphrase', { exact: true }).fill('harbour seven tide');
    await page.keyboard.press('Enter');
    await privacy.root.getByText('7 posts arrived as drafts').waitFor();
  });
}
