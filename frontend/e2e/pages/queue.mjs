import { assert } from '../lib/steps.mjs';

/** The queue, as a user finds things on it. */
export class QueuePage {
  constructor(page) {
    this.page = page;
    this.rows = page.locator('[data-post]');
    this.bar = page.getByRole('toolbar', { name: 'Selected posts' });
    this.toast = page
      .getByRole('status')
      .filter({ has: page.getByRole('button', { name: 'Undo' }) });
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

  /** Waits for a state that a post may be stuck in. */
  async stands(id, state, timeout = 15_000) {
    await this.page
      .locator(`[data-post="${id}"][data-state="${state}"]`)
      .waitFor({ timeout })
      .catch(async () => {
        const now = await this.row(id).getAttribute('data-state');
        throw new Error(`it is ${now}, not ${state}: ${await this.words(id)}`);
      });
  }

  /** The posts as the back end has them, by id. */
  async stored(ids) {
    const posts = await this.page.evaluate(async () => {
      const { posts } = await window.go.app.System.Snapshot();
      return posts;
    });
    // A snapshot leaves out what is empty.
    const empty = { caption: '', wall: '', zone: '', consentAt: '' };
    return ids.map((id) => ({ ...empty, ...posts.find((p) => p.id === id) }));
  }

  /** The names of the clips, by the clip's id. */
  async files() {
    const all = await this.page.evaluate(async () => {
      const { media } = await window.go.app.System.Snapshot();
      return media.map((m) => [m.id, m.name]);
    });
    return new Map(all);
  }

  /** Selects posts with their boxes, and nothing else. */
  async select(ids) {
    if (await this.bar.isVisible()) {
      await this.bar.getByRole('button', { name: 'Clear' }).click();
      await this.bar.waitFor({ state: 'detached' });
    }
    for (const id of ids) {
      await this.row(id).getByRole('checkbox').click();
    }
    await this.selected(ids.length);
  }

  async selected(n) {
    await this.bar.getByText(`${n} selected`).waitFor({ timeout: 10_000 });
  }

  /** Opens one of the edits of what is selected. */
  async edit(name, title) {
    await this.bar.getByRole('button', { name }).click();
    const panel = this.page.getByRole('dialog', { name: title });
    await panel.waitFor();
    return panel;
  }

  async says(text) {
    await this.toast.getByText(text).waitFor({ timeout: 5000 });
  }

  async undo() {
    // The act before it may be offered then.
    const words = (await this.toast.innerText()).split('\n')[0];
    await this.toast.getByRole('button', { name: 'Undo' }).click();
    await this.toast.getByText(words).waitFor({ state: 'detached' });
  }

  async words(id) {
    return (await this.row(id).textContent()).replace(/\s+/g, ' ');
  }
}
