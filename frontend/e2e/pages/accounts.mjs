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
    const gone = this.dialog.waitFor({ state: 'hidden', timeout: 45_000 });
    const byItself = await Promise.race([
      gone.then(() => true),
      new Promise((resolve) => setTimeout(() => resolve(false), 6000)),
    ]);
    if (!byItself) await this.allowInThisBrowser();
    await gone;
    await this.page.locator('article h2').first().waitFor({ timeout: 10_000 });
    return byItself ? 'allowed by CUEDROP_BROWSER' : 'allowed on the page';
  }

  async allowInThisBrowser() {
    const url = await this.page.evaluate(() => window.signInUrl ?? '');
    if (!url) throw new Error('the sign-in gave no address');
    const tab = await this.page.context().newPage();
    await tab.goto(url);
    const creator = tab.getByRole('radio').first();
    if (await creator.count()) await creator.check();
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.waitForLoadState();
    await tab.close();
  }

  async toQueue() {
    await this.page.getByRole('link', { name: /Queue/ }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
  }
}
