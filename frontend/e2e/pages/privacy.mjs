/** The Privacy place: its pages, the list of requests, the dialog that erases. */
export class PrivacyPage {
  constructor(page) {
    this.page = page;
    this.root = page.getByRole('main');
    this.dialog = page.getByRole('dialog');
    this.grid = page.getByRole('grid', { name: 'Requests' });
  }

  async goto() {
    await this.page.getByRole('link', { name: 'Privacy' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Privacy' }).waitFor();
  }

  async to(name) {
    const nav = this.page.getByRole('navigation', { name: 'Privacy pages' });
    await nav.getByRole('button', { name, exact: true }).click();
    await this.root.getByRole('region', { name, exact: true }).waitFor();
  }

  /** Rows of the ledger with this reason. */
  request(why) {
    return this.grid.locator('[data-request]').filter({ hasText: why });
  }

  count(why) {
    return this.request(why).count();
  }

  /** How many requests the filter lets through, as the foot of the list says it. */
  async totalRequests() {
    const foot = this.page.getByTestId('ledger-totals');
    await foot.waitFor();
    const text = await foot.innerText();
    return Number(/^([\d,.]+) request/.exec(text)?.[1].replace(/\D/g, '') ?? Number.NaN);
  }

  /** Chooses in one of the menus above the list. */
  async choose(menu, choice) {
    await this.root.getByRole('button', { name: new RegExp(`^${menu}:`) }).click();
    await this.page.getByRole('menuitemradio', { name: choice, exact: true }).click();
    await this.page.getByRole('menu').waitFor({ state: 'hidden' });
  }

  /** How many things of a kind are stored, as the table says it. */
  async things(kind) {
    const row = this.root.getByRole('row').filter({ hasText: kind });
    const text = await row.locator('[data-figure]').first().innerText();
    return text === 'None' ? 0 : Number(text.replace(/\D/g, ''));
  }

  async show(kind) {
    await this.root.getByRole('button', { name: `Show me: ${kind}` }).click();
    await this.dialog.getByRole('list', { name: `What there is of ${kind}` }).waitFor();
  }

  days(rule) {
    return this.root.getByRole('textbox', { name: `Days for ${rule}` });
  }

  /** Opens the plan for one account. */
  async askAccount(name) {
    await this.to('Erase');
    await this.root.getByRole('button', { name: 'Erase an account…' }).click();
    await this.page.getByRole('menuitem', { name }).click();
    await this.dialog.getByText('Beyond our reach').waitFor();
  }

  async confirm(typed, act) {
    await this.dialog.getByRole('textbox').fill(typed);
    const word = this.dialog.getByRole('checkbox');
    if (await word.count()) await word.check();
    await this.dialog.getByRole('button', { name: act }).click();
  }
}
