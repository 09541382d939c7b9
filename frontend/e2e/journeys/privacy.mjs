import { assert } from '../lib/steps.mjs';
import { PrivacyPage } from '../pages/privacy.mjs';

/**
 * The rights on the real back end, after posts went out: what left is listed, what is stored is
 * counted, a pause holds, and an erased account is gone from the window and from the files.
 */
export async function privacyJourney({ page, step, axe, pictures }) {
  const privacy = new PrivacyPage(page);
  await step('privacy: what left stands in the ledger, and went to this computer', async () => {
    await privacy.goto();
    await privacy.to('What leaves');
    await privacy.request('Start a post').first().waitFor({ timeout: 10_000 });
    await privacy.root.getByText('The practice TikTok runs on it').waitFor({ timeout: 5000 });
    const hosts = await privacy.grid
      .locator('[data-request] [data-col="host"]')
      .evaluateAll((all) => [...new Set(all.map((e) => e.dataset.owner))]);
    assert(hosts.length === 1 && hosts[0] === 'practice', `hosts of ${hosts}`);
    await privacy.request('Video, a part').first().click();
    await privacy.root.getByText('Bytes of the prepared video').waitFor();
    return `${await privacy.totalRequests()} requests`;
  });
  await axe('privacy, what leaves');
  await step('pictures of the ledger', () => pictures('privacy-leaves'));

  await step('privacy: what is stored is counted', async () => {
    await privacy.to('What is stored');
    const accounts = await privacy.things('TikTok accounts');
    const posts = await privacy.things('Posts and clips');
    assert(accounts === 1 && posts >= 2, `${accounts} accounts, ${posts} posts`);
    await privacy.show('Posts and clips');
    await page.keyboard.press('Escape');
    await privacy.dialog.waitFor({ state: 'hidden' });
    return `${posts} posts`;
  });
  await axe('privacy, what is stored');

  await step('privacy: a pause is seen, and ends', async () => {
    await privacy.to('Pause and withdraw');
    await privacy.root.getByRole('switch', { name: 'Pause everything' }).click({ force: true });
    await page.locator('footer').getByText('Everything is paused').waitFor({ timeout: 5000 });
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page
      .locator('footer')
      .getByText('Everything is paused')
      .waitFor({ state: 'detached', timeout: 5000 });
  });

  await step('privacy: a shorter time is kept, and what is past it goes', async () => {
    await privacy.to('How long it is kept');
    const ledger = privacy.days('Ledger');
    await ledger.fill('7');
    await ledger.press('Enter');
    await privacy.root.getByText('What is older goes').waitFor({ state: 'detached' });
    await privacy.to('What is stored');
    await privacy.to('How long it is kept');
    const kept = await privacy.days('Ledger').inputValue();
    assert(kept.startsWith('7 '), `it says "${kept}"`);
    await privacy.root.getByRole('button', { name: 'Remove now' }).click();
    await privacy.root.getByText(/, took /).waitFor({ timeout: 10_000 });
  });

  await step('privacy: an account is erased, and nothing of it is left', async () => {
    const name = await page
      .getByRole('region', { name: 'Accounts' })
      .getByRole('listitem')
      .first()
      .innerText();
    await privacy.askAccount(name.trim());
    const wanted = await privacy.dialog.locator('label b').innerText();
    await privacy.confirm(wanted, 'Erase this account');
    await privacy.dialog.getByText('0 remaining').waitFor({ timeout: 60_000 });
    const told = await privacy.dialog.getByRole('status').first().innerText();
    await privacy.dialog.getByRole('button', { name: 'Done' }).click();
    await privacy.to('What is stored');
    await page.waitForFunction(
      () =>
        document.querySelector('[data-category="account"] [data-figure]')?.textContent === 'None',
      null,
      { timeout: 10_000 },
    );
    await privacy.to('Requests of mine');
    await privacy.root
      .getByRole('row', { name: /Erase One account Done/ })
      .first()
      .waitFor();
    await page.getByRole('link', { name: /Queue/ }).click();
    const left = await page.locator('[data-post]').filter({ hasText: 'Published' }).count();
    assert(left === 0, `${left} published posts are still listed`);
    return told.replace(/\s+/g, ' ');
  });
}
