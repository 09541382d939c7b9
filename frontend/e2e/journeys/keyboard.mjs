import { assert } from '../lib/steps.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** From the queue to a published post, with keys alone. */
export async function keyboard({ page, step, practice, ids }) {
  const queue = new QueuePage(page);
  const keys = page.keyboard;
  const id = ids[2];
  const caption = 'Typed, not clicked';
  const at = () =>
    page.evaluate(() => {
      const el = document.activeElement;
      return {
        post: el?.dataset.post ?? '',
        name: (el?.getAttribute('aria-label') ?? el?.labels?.[0]?.textContent ?? '').trim(),
        type: el?.getAttribute('type') ?? '',
        checked: el?.checked === true,
      };
    });
  /** Presses a key until the focus is where it should be. */
  async function reach(key, there, most = 40) {
    for (let i = 0; i < most; i++) {
      const now = await at();
      if (there(now)) return now;
      await keys.press(key);
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))),
      );
    }
    throw new Error(`${key} does not lead there, but to ${JSON.stringify(await at())}`);
  }

  await step('from another place to the post', async () => {
    await page.evaluate(() => {
      window.clicks = 0;
      for (const type of ['pointerdown', 'mousedown']) {
        addEventListener(type, (e) => e.isTrusted && window.clicks++, true);
      }
    });
    await keys.press('g');
    await keys.press('c');
    await page.getByRole('radiogroup', { name: 'View' }).waitFor();
    await keys.press('g');
    await keys.press('q');
    await queue.row(id).waitFor();
    await reach('Tab', (x) => x.post !== '');
    await keys.press('Home');
    await reach('j', (x) => x.post === id);
  });
  await step('caption, audience and Now in the composer', async () => {
    await keys.press('e');
    await page.getByRole('dialog', { name: 'Edit post' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await keys.press('Control+a');
    await keys.type(caption);
    await page.waitForFunction(
      () => !document.querySelector('[role="dialog"] input[placeholder="Choose"]')?.disabled,
    );
    await reach('Tab', (x) => x.name.startsWith('Who can watch this'));
    await keys.press('Enter');
    await page.getByRole('option', { name: 'Everyone' }).waitFor();
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    await reach('Tab', (x) => x.type === 'radio' && /^(Now|Next slot|Pick a time)$/.test(x.name));
    await reach('ArrowLeft', (x) => x.name === 'Now' && x.checked, 3);
  });
  await step('agreed, published, and the row has the focus again', async () => {
    await page.waitForFunction(
      () => !document.querySelector('[role="dialog"] [data-line][data-ok="false"]'),
    );
    await keys.press('Control+Enter');
    await page.getByRole('dialog', { name: 'Edit post' }).waitFor({ state: 'hidden' });
    await queue.becomes(id, 'published', 30_000);
    const { post } = await at();
    assert(post === id, `the focus is on "${post}"`);
    const sent = await practice.published(caption);
    const clicks = await page.evaluate(() => window.clicks);
    assert(clicks === 0, `${clicks} clicks`);
    return sent.privacyLevel;
  });
}
