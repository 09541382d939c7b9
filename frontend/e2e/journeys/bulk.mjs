import { assert } from '../lib/steps.mjs';
import { QueuePage } from '../pages/queue.mjs';

const inDays = (wall, n) => {
  const day = new Date(`${wall.slice(0, 10)}T12:00Z`);
  day.setUTCDate(day.getUTCDate() + n);
  return day.toISOString().slice(0, 10) + wall.slice(10);
};

/** Edits of many posts, and each taken back whole: with its button, with Ctrl+Z. */
export async function bulk({ page, step, ids }) {
  const queue = new QueuePage(page);
  const chosen = ids.slice(0, 4);
  const facts = async () =>
    (await queue.stored(ids)).map(({ id, state, caption, wall, zone, consentAt }) =>
      JSON.stringify({ id, state, caption, wall, zone, consentAt }),
    );
  const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
  /** Undo is told once it is stored. */
  async function back(before) {
    const end = Date.now() + 5000;
    let now = await facts();
    while (!same(now, before) && Date.now() < end) now = await facts();
    const off = now.filter((x, i) => x !== before[i]);
    assert(off.length === 0, `not as before: ${off.join(' ')} was ${before[now.indexOf(off[0])]}`);
  }
  const before = await facts();

  await step('a template fills the captions of four, and takes a consent back', async () => {
    await queue.select(chosen);
    const panel = await queue.edit(/^Caption/, 'Captions of 4 posts');
    await panel.getByRole('textbox', { name: 'Template' }).fill('{file}, part of #ten');
    await panel.getByText('A scheduled post becomes a draft that keeps its time').waitFor();
    await panel.getByRole('button', { name: 'Change 4 captions' }).click();
    await queue.says('Captions of 4 posts changed');
    const posts = await queue.stored(ids);
    for (const [i, p] of posts.entries()) {
      const edited = /^clip-\d+(\.mp4)?, part of #ten$/.test(p.caption);
      assert(edited === i < 4, `the caption of ${i} is "${p.caption}"`);
    }
    assert(posts[0].state === 'draft' && posts[0].consentAt === '', 'the consent was kept');
    assert(posts[0].wall === JSON.parse(before[0]).wall, 'it lost its time');
  });
  await step('undo brings back the captions and the consent', async () => {
    await queue.undo();
    await back(before);
  });
  await step('they are shifted by two days', async () => {
    const panel = await queue.edit(/^Shift/, 'Shift 4 posts by days');
    await panel.getByRole('textbox', { name: 'By' }).fill('2');
    await panel.getByRole('button', { name: 'Set 4 times' }).click();
    await queue.says('4 posts given a time');
    for (const [i, p] of (await queue.stored(ids)).entries()) {
      const old = JSON.parse(before[i]);
      const want = i < 4 ? inDays(old.wall, 2) : old.wall;
      assert(p.wall === want && p.state === old.state, `${i} is ${p.state} at ${p.wall}`);
      assert(p.consentAt === old.consentAt, `the consent of ${i} is another one`);
    }
  });
  await step('Ctrl+Z brings back the times', async () => {
    await page.keyboard.press('Control+z');
    await back(before);
  });
  await step('four are deleted, and come back', async () => {
    await queue.selected(4);
    await page.keyboard.press('Delete');
    await queue.says('4 posts deleted');
    await queue.row(chosen[0]).waitFor({ state: 'detached' });
    await queue.undo();
    await queue.row(chosen[0]).waitFor();
    await back(before);
    await page.keyboard.press('Escape');
  });
}
