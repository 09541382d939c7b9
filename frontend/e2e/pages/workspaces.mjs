import { toSettings } from '../scenes/firstrun.mjs';

/** The switcher, the dialogs about workspaces, and the lock screen. */
export class WorkspacesPage {
  constructor(page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
    this.lock = page.locator('[data-lock-screen]');
    this.passphrase = page.getByLabel('Passphrase', { exact: true });
  }

  switcher() {
    return this.page.getByRole('button', { name: /Switch workspace$/ });
  }

  async menu() {
    await this.switcher().click();
    await this.page.getByRole('menu').waitFor();
  }

  async choose(name) {
    await this.menu();
    await this.page.getByRole('menuitem', { name }).click();
  }

  async manage() {
    await this.choose('Manage workspaces…');
    await this.dialog.getByRole('heading', { name: 'Workspaces' }).waitFor();
  }

  row(name) {
    return this.dialog.getByRole('listitem').filter({ hasText: name });
  }

  async settings() {
    await toSettings(this.page, 'Workspace and lock');
    await this.page.getByText('When it locks').waitFor();
  }

  async unlock(passphrase) {
    await this.passphrase.fill(passphrase);
    await this.page.keyboard.press('Enter');
  }

  /** Waits for the window of a workspace: open again, after the page was loaded anew. */
  async shows(name) {
    await this.page.getByRole('button', { name: `${name} Switch workspace` }).waitFor();
  }

  async locked() {
    await this.lock.waitFor();
  }

  /** What the fake back end refused because it was locked. */
  refused() {
    return this.page.evaluate(() => window.cuedropFake.workspaces.refused);
  }
}
