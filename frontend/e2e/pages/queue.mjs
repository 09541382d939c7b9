import { assert } from '../lib/steps.mjs';

/** The queue, as a user finds things on it. */
export class QueuePage {
  constructor(page) {
    this.page = page;
    this.rows = page.locator('[data-post]');
  }

  row(id) {
    return this.page.locator(`[data-post="${id}"]`);
  }

  async ids(state) {
    const rows = this.page.locator(state ? `[data-post][data-state="${state}"]` : '[data-post]');
    return rows.evaluateAll((all) => all.map((r) => r.dataset.post));
  }

  /** Waits until n drafts are there, each with a picture that loaded. */
  async drafts(n) {
    await this.page.waitForFunction(
      (count) => {
        const pictures = [...document.querySelectorAll('[data-state="draft"] img')];
        return pictures.filter((i) => i.complete && i.naturalWidth > 0).length >= count;
      },
      n,
      { timeout: 60_000 },
    );
    const ids = await this.ids('draft');
    assert(ids.length >= n, `${ids.length} drafts, ${n} expected`);
    return ids.slice(0, n);
  }

  async open(id) {
    await this.row(id).focus();
    await this.page.keyboard.press('e');
    await this.page.getByRole('dialog', { name: 'Edit post' }).waitFor();
  }

  /** Waits for a state and tells which states were seen on the way. */
  async becomes(id, state, timeout) {
    const seen = [];
    const end = Date.now() + timeout;
    for (;;) {
      const now = await this.row(id)
        .getAttribute('data-state', { timeout: 2000 })
        .catch(() => null);
      if (now && seen.at(-1) !== now) seen.push(now);
      if (now === state) return seen.join(' > ');
      assert(now !== 'failed' && now !== 'blocked', `is ${now}: ${await this.words(id)}`);
      assert(Date.now() < end, `is still ${now} after ${timeout} ms (${seen.join(' > ')})`);
      await this.page.waitForTimeout(100);
    }
  }

  async words(id) {
    return (await this.row(id).textContent()).replace(/\s+/g, ' ');
  }
}
