import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** TikTok can't be reached: what was agreed to waits, says so, and goes out once when it is back. */
export async function offline({ page, step, practice, line, ids }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  const posts = [ids[3], ids[4]];
  const captions = ['Written on the train', 'Written in the tunnel'];
  const strip = page
    .getByRole('list', { name: 'What needs attention' })
    .getByRole('listitem')
    .filter({ hasText: 'Check whether it is running' });

  await step('the first is agreed to as the line breaks', async () => {
    await queue.open(posts[0]);
    await composer.ready();
    await composer.caption.fill(captions[0]);
    await composer.chooseAudience('Everyone');
    await composer.now();
    await composer.assertReady();
    await line.cut();
    await composer.submit();
  });
  await step('it waits, and the window says why', async () => {
    await strip.waitFor({ timeout: 20_000 });
    const [post] = await queue.stored([posts[0]]);
    assert(!['failed', 'blocked', 'missed', 'uncertain'].includes(post.state), `is ${post.state}`);
    assert((await practice.received(captions[0])).length === 0, 'TikTok has it');
    return `${(await strip.innerText()).replace(/\s+/g, ' ')} Post: ${post.state}`;
  });
  await step('back: it goes out by itself, once, and the warning goes', async () => {
    await line.mend();
    const seen = await queue.becomes(posts[0], 'published', 30_000);
    await strip.waitFor({ state: 'detached' });
    await practice.published(captions[0]);
    return seen;
  });
}
