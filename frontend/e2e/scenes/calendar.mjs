import { shoot } from '../lib/browser.mjs';
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
