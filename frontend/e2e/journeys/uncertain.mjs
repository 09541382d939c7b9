import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** TikTok takes the file and then does not know it: nothing is sent again until the user says so. */
export async function uncertain({ page, step, practice, ids }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  const dialog = page.getByRole('dialog', { name: 'Is this post on TikTok?' });
  const quiet = {
    processing: { stuckForever: true },
    faults: [{ on: 'status', do: 'code:invalid_publish_id' }],
  };
  async function lost(id, caption) {
    await queue.open(id);
    await composer.ready();
    await composer.caption.fill(caption);
    await composer.chooseAudience('Everyone');
    await composer.now();
    await composer.assertReady();
    await practice.scenario(quiet);
    await composer.submit();
    await queue.stands(id, 'uncertain', 30_000);
    const all = await practice.received(caption);
    assert(all.length === 1, `it was begun ${all.length} times`);
  }
  async function decide(id) {
    await queue.row(id).getByRole('button', { name: 'Decide…' }).click();
    await dialog.getByText('Cuedrop will not send it again by itself.').waitFor();
  }

  const [there, gone] = [ids[6], ids[7]];
  await step('TikTok goes quiet: it could not be confirmed', () => lost(there, 'Seen by someone'));
  await step('Esc decides nothing, “It is there” marks it', async () => {
    await decide(there);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await queue.stands(there, 'uncertain');
    await decide(there);
    await dialog.getByRole('button', { name: 'It is there' }).click();
    await queue.stands(there, 'published');
    const all = await practice.received('Seen by someone');
    assert(all.length === 1, `it was begun ${all.length} times`);
  });
  await step('another one is lost', () => lost(gone, 'Seen by nobody'));
  await step('“It is not there” sends it a second time, and no more', async () => {
    await practice.scenario({});
    await decide(gone);
    await dialog.getByRole('button', { name: 'It is not there, post it again' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await queue.stands(gone, 'published', 30_000);
    const all = await practice.received('Seen by nobody');
    assert(all.length === 2, `it was begun ${all.length} times`);
  });
}
