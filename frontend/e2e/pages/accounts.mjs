import { assert } from '../lib/steps.mjs';

/** Signing in, with the browser that the back end opens or, if it opens none, with this one. */
export class AccountsPage {
  constructor(page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
  }

  async goto() {
    await this.page.getByRole('link', { name: /Accounts/ }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
  }

  async connected() {
    return this.page.evaluate(() => document.querySelectorAll('article h2').length > 0);
  }

  async connect() {
    await this.page.evaluate(() => {
      window.runtime.EventsOn('signin:changed', (s) => {
        if (s.url) window.signInUrl = s.url;
      });
    });
    await this.page
      .getByRole('button', { name: /^Connect (TikTok|account)$/ })
      .first()
      .click();
    await this.dialog.getByRole('button', { name: 'Continue in the browser' }).click();
    const asked = this.dialog.getByRole('button', { name: 'Use this account' });
    const byItself = await asked
      .waitFor({ timeout: 8000 })
      .then(() => true)
      .catch(() => false);
    if (!byItself) await this.allowInThisBrowser();
    const name = await this.confirm();
    return `${name}, allowed ${byItself ? 'by CUEDROP_BROWSER' : 'on the page'}`;
  }

  /** Answers whether it is the right account, after looking at who it is. Returns the @name. */
  async confirm() {
    const yes = this.dialog.getByRole('button', { name: 'Use this account' });
    await yes.waitFor({ timeout: 45_000 });
    const who = await this.dialog.getByTestId('candidate').innerText();
    const name = /@\S+/.exec(who)?.[0];
    assert(name !== undefined, `the account shown has no @name: ${who}`);
    await this.dialog.getByText('Post clips for you').waitFor();
    const stored = await this.page.locator('article', { hasText: name }).count();
    assert(stored === 0, 'it is connected before anybody said yes');
    await yes.click();
    await this.dialog.waitFor({ state: 'hidden', timeout: 15_000 });
    await this.page
      .getByRole('article')
      .getByText(name, { exact: true })
      .first()
      .waitFor({ timeout: 10_000 });
    return name;
  }

  async allowInThisBrowser() {
    const url = await this.page.evaluate(() => window.signInUrl ?? '');
    if (!url) throw new Error('the sign-in gave no address');
    const tab = await this.page.context().newPage();
    await tab.goto(url);
    const creator = tab.getByRole('radio').first();
    if (await creator.count()) await creator.check();
    await tab.getByRole('button', { name: /^(Allow|Continue)\b/ }).click();
    await tab.waitForLoadState();
    await tab.close();
  }

  /** The limits are read from the back end and drawn as meters. */
  async limits() {
    const meters = this.page.getByRole('article').getByRole('meter');
    await meters.first().waitFor({ timeout: 10_000 });
    const told = await meters.evaluateAll((all) =>
      all.map((m) => m.getAttribute('aria-valuetext') ?? ''),
    );
    assert(
      told.length >= 3 && told.every((t) => /^(\d+ of .*\d|none left)$/.test(t)),
      `the meters say nothing: ${told.join(' | ')}`,
    );
    return told.join(', ');
  }

  /** Turns a switch of "More from TikTok" on and off again; both have to come back as an event. */
  async toggleFeature() {
    const list = this.page.getByRole('navigation', { name: 'Connected accounts' });
    await list.getByRole('button', { name: /^More from TikTok/ }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    const links = this.page.getByRole('switch', { name: 'Links and look-ups' });
    assert(!(await links.isChecked()), 'a feature is on by itself');
    for (const on of [true, false]) {
      await links.click({ force: true });
      await this.page.waitForFunction(
        (want) => document.querySelector('[data-feature="links"] input').checked === want,
        on,
        { timeout: 5000 },
      );
    }
    await this.goto();
  }

  async toQueue() {
    await this.page.getByRole('link', { name: /Queue/ }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
  }
}
