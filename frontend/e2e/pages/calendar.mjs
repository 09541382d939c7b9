import { assert } from '../lib/steps.mjs';

/** The calendar, as a user finds things on it. */
export class CalendarPage {
  constructor(page) {
    this.page = page;
    this.tray = page.locator('[data-tray]');
    this.toast = page.locator('[role="status"]').filter({ has: page.getByRole('button') });
  }

  async goto() {
    await this.page.getByRole('link', { name: 'Calendar' }).click();
    await this.page.getByRole('radiogroup', { name: 'View' }).waitFor();
    await this.drawn();
  }

  /** FullCalendar draws in two passes; afterwards nothing moves. */
  async drawn() {
    await this.page.locator('[data-date]').first().waitFor();
    await this.page.evaluate(async () => {
      for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
    });
  }

  async view(name) {
    await this.page
      .getByRole('radiogroup', { name: 'View' })
      .locator('label', { hasText: new RegExp(`^${name}$`) })
      .click();
    await this.drawn();
  }

  /** Shows the clocks of a city. */
  async zone(city) {
    const button = this.page.getByRole('button', { name: /^Times in / });
    if ((await button.innerText()).includes(city)) return;
    await button.click();
    await this.page.getByRole('combobox', { name: 'Another zone' }).fill(city);
    await this.page.getByRole('option', { name: new RegExp(`^${city}`) }).click();
    await this.drawn();
  }

  /** Goes forward until a day is shown. */
  async until(day) {
    for (let i = 0; i < 60; i++) {
      if (await this.cell(day).count()) return;
      await this.page.keyboard.press('PageDown');
      await this.drawn();
    }
    throw new Error(`${day} is not reached`);
  }

  cell(day) {
    return this.page.locator(`[role="cell"][data-date="${day}"]`);
  }

  tile(id) {
    return this.page.locator(`[data-item="${id}"]`);
  }

  async words(id) {
    return (await this.tile(id).textContent()) ?? '';
  }

  /** The middle of a wall time of a day, on the screen. */
  async spot(day, time) {
    const [h, m] = time.split(':').map(Number);
    const perHour = Number(await this.page.locator('[data-hour-px]').getAttribute('data-hour-px'));
    const box = await this.cell(day).boundingBox();
    return { x: box.x + box.width / 2, y: box.y + (h + m / 60) * perHour };
  }

  /** Scrolls a time of the day to the middle of what is seen. */
  async show(time) {
    const [h, m] = time.split(':').map(Number);
    await this.page.evaluate(
      (hours) => {
        const grid = document.querySelector('[data-hour-px]');
        const perHour = Number(grid.dataset.hourPx);
        let at = grid.querySelector('[role="cell"]');
        while (
          at &&
          !(at.scrollHeight > at.clientHeight + 1 && getComputedStyle(at).overflowY !== 'visible')
        ) {
          at = at.parentElement;
        }
        if (at) at.scrollTop = hours * perHour - at.clientHeight / 2;
      },
      h + m / 60,
    );
    await this.drawn();
  }

  /** Takes a tile, or a draft of the tray; the returned function moves its top to a time of a day. */
  async lift(id) {
    const tile = this.page.locator(`[data-item="${id}"], [data-tray-item="${id}"]`);
    await tile.scrollIntoViewIfNeeded();
    const box = await tile.boundingBox();
    const from = { x: box.x + box.width / 2, y: box.y + 10 };
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    return async (day, time) => {
      const to = await this.spot(day, time);
      await this.page.mouse.move(from.x + 6, from.y + 6);
      await this.page.mouse.move(to.x, to.y + 10, { steps: 6 });
    };
  }

  async drag(id, day, time) {
    const move = await this.lift(id);
    await move(day, time);
    const hint = await this.hint();
    await this.page.mouse.up();
    return hint;
  }

  /** What the tooltip of the drag says. */
  async hint() {
    const texts = await this.page.evaluate(() =>
      [...document.querySelectorAll('[class*="_hint_"] span')].map((s) => s.textContent),
    );
    return texts.join(' / ');
  }

  async says(text) {
    await this.toast.getByText(text).waitFor({ timeout: 5000 });
  }

  async stands(id, words) {
    await this.page
      .waitForFunction(
        ([i, w]) => document.querySelector(`[data-item="${i}"]`)?.textContent.includes(w),
        [id, words],
        { timeout: 5000 },
      )
      .catch(async () => assert(false, `it stands at "${await this.words(id)}"`));
  }
}
