import { shoot } from '../lib/browser.mjs';
import { assert } from '../lib/steps.mjs';
import { CalendarPage } from '../pages/calendar.mjs';
import { PrivacyPage } from '../pages/privacy.mjs';
import { toSettings } from './firstrun.mjs';

/** A window of 1280 by 800 at 200 %. */
const zoomed = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 };

const calendar = (view) => async (page) => {
  const place = new CalendarPage(page);
  await place.goto();
  await place.view(view);
};
const privacy = (name) => async (page) => {
  const place = new PrivacyPage(page);
  await place.goto();
  await place.to(name);
};

const views = {
  queue: { open: () => undefined },
  week: { open: calendar('Week') },
  month: { open: calendar('Month') },
  library: {
    fake: 'library',
    open: async (page) => {
      await page.getByRole('link', { name: 'Library' }).click();
      await page.locator('[data-clip]').first().click();
    },
  },
  accounts: { open: (page) => page.getByRole('link', { name: /Accounts/ }).click() },
  leaves: { open: privacy('What leaves') },
  stored: { open: privacy('What is stored') },
  kept: { open: privacy('How long it is kept') },
  security: { open: privacy('Security') },
  about: { open: (page) => toSettings(page, 'About') },
  lock: { open: (page) => toSettings(page, 'Workspace and lock') },
  shortcuts: { open: (page) => toSettings(page, 'Shortcuts') },
  move: {
    open: async (page) => {
      await page.keyboard.press('j');
      for (let i = 0; i < 6; i++) await page.keyboard.press('j');
      await page.keyboard.press('m');
      await page.getByRole('button', { name: 'Choose out of a month' }).click();
    },
  },
};

/** What can neither be seen nor be scrolled to. */
const lost = () => {
  const scrolls = (overflow) => overflow === 'auto' || overflow === 'scroll';
  const reach = (el) => {
    const r = el.getBoundingClientRect();
    if (r.width < 2) return true;
    let x = r.right <= innerWidth + 1;
    let y = r.bottom <= innerHeight + 1;
    for (let at = el.parentElement; at && !(x && y); at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (scrolls(overflowX) && at.scrollWidth > at.clientWidth) x = true;
      if (scrolls(overflowY) && at.scrollHeight > at.clientHeight) y = true;
    }
    return x && y;
  };
  const all = document.querySelectorAll('button, a, input, h1, h2, [role="columnheader"]');
  return [...all].filter((el) => !reach(el)).map((el) => el.textContent || el.ariaLabel);
};

/** Nothing is lost at 200 %. */
export async function zoomScenes(scene, clean) {
  for (const [name, { fake = '', open }] of Object.entries(views)) {
    await scene(`zoom: ${name} at 200 %`, { ...zoomed, fake }, async (page) => {
      await open(page);
      await page.waitForTimeout(400);
      await shoot(page, `zoom-${name}`);
      const gone = await page.evaluate(lost);
      assert(gone.length === 0, `out of reach: ${gone.join(', ')}`);
      await clean(page);
    });
  }
}
