import { assert } from '../lib/steps.mjs';
import { AccountsPage } from '../pages/accounts.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** TikTok ends the sign-in: the post needs the user, and goes out after they signed in again. */
export async function signedOut({ page, step, practice, ids }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  const accounts = new AccountsPage(page);
  const id = ids[5];
  const caption = 'Held at the door';

  await step('the sign-in ends before the post goes out', async () => {
    await queue.open(id);
    await composer.fillForNow(caption);
    await practice.act({ do: 'revoke' });
    await composer.submit();
  });
  await step('it stands in Needs you and asks for the sign-in', async () => {
    await queue.stands(id, 'blocked');
    const words = await queue.words(id);
    assert(words.includes('Sign in'), words);
    assert((await practice.received(caption)).length === 0, 'TikTok has it');
    return words;
  });
  await step('signed in again from its row: it goes out by itself, once', async () => {
    await queue.row(id).getByRole('button', { name: 'Sign in' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Continue in the browser' }).click();
    await dialog.getByRole('button', { name: 'Use this account' }).click({ timeout: 45_000 });
    await dialog.waitFor({ state: 'hidden' });
    await queue.stands(id, 'published', 30_000);
    await practice.published(caption);
    const left = await accounts.page.evaluate(async () => {
      const { accounts } = await window.go.app.System.Snapshot();
      return accounts.length;
    });
    assert(left === 1, `${left} accounts`);
  });
}
