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
  const id = ids[6];
  const caption = 'Seen by nobody';
  const begun = async (n) => {
    const all = await practice.received(caption);
    assert(all.length === n, `it was begun ${all.length} times`);
  };
  async function decide(answer) {
    await queue.row(id).getByRole('button', { name: 'Decide…' }).click();
    await dialog.getByText('Cuedrop will not send it again by itself.').waitFor();
    if (answer) await dialog.getByRole('button', { name: answer, exact: true }).click();
    else await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }

  await step('TikTok goes quiet: it could not be confirmed', async () => {
    await queue.open(id);
    await composer.fillForNow(caption);
    await practice.scenario(quiet);
    await composer.submit();
    await queue.stands(id, 'uncertain', 30_000);
    await begun(1);
  });
  await step('Esc decides nothing, “It is there” is taken back', async () => {
    await decide();
    await queue.stands(id, 'uncertain');
    await decide('It is there');
    await queue.says(`“${caption}” marked as published`);
    await queue.row(id).waitFor({ state: 'detached' });
    await queue.undo();
    await queue.stands(id, 'uncertain');
    await begun(1);
  });
  await step('“It is not there” asks for a new consent, and then sends it once more', async () => {
    await practice.scenario({});
    await decide('It is not there, post it again');
    await composer.ready();
    await begun(1);
    if ((await composer.audience.inputValue()) === '') await composer.chooseAudience('Everyone');
    await composer.now();
    await composer.assertReady();
    await composer.submit();
    await queue.stands(id, 'published', 15_000);
    await begun(2);
  });
}
