import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** TikTok can't be reached: what was agreed to waits, says so, and goes out once when it is back. */
export async function offline({ page, step, practice, line, ids }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  const [direct, toInbox] = [ids[3], ids[4]];
  const caption = 'Written in the tunnel';
  const strip = page
    .getByRole('list', { name: 'What needs attention' })
    .getByRole('listitem')
    .filter({ hasText: 'Check whether it is running' });
  const received = async () => {
    const all = await practice.receivedAll();
    return {
      direct: all.filter((r) => r.caption === caption),
      inbox: all.filter((r) => r.mode === 'inbox'),
    };
  };

  await step('two are agreed to; the line breaks before they go out', async () => {
    await page.getByRole('button', { name: 'Pause uploads' }).click();
    await queue.open(toInbox);
    await composer.ready();
    await composer.mode('To my TikTok inbox');
    await composer.now();
    await composer.assertReady();
    await composer.submit();
    await queue.open(direct);
    await composer.fillForNow(caption);
    await line.cut();
    await composer.submit();
    await page.getByRole('button', { name: 'Resume uploads' }).click();
  });
  await step('they wait, and the window says why', async () => {
    await strip.waitFor({ timeout: 20_000 });
    for (const post of await queue.stored([direct, toInbox])) {
      const stuck = ['failed', 'blocked', 'missed', 'uncertain', 'draft', 'canceled'];
      assert(!stuck.includes(post.state), `one is ${post.state}`);
    }
    const got = await received();
    assert(got.direct.length + got.inbox.length === 0, 'TikTok has one of them');
    return (await strip.innerText()).replace(/\s+/g, ' ');
  });
  await step('back: they go out by themselves, once each, and the warning goes', async () => {
    await line.mend();
    await queue.becomes(direct, 'published', 30_000);
    await queue.becomes(toInbox, 'in_inbox', 30_000);
    await strip.waitFor({ state: 'detached' });
    const got = await received();
    assert(got.direct.length === 1 && got.inbox.length === 1, JSON.stringify(got));
    assert(got.direct[0].status === 'PUBLISH_COMPLETE', got.direct[0].status);
    assert(got.inbox[0].status === 'SEND_TO_USER_INBOX', got.inbox[0].status);
  });
}
