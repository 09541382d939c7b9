import { assert } from '../lib/steps.mjs';

/** The first run, by its labels. */
export class FirstRunPage {
  constructor(page) {
    this.page = page;
    this.acceptButton = page.getByRole('button', { name: 'Accept and continue' });
    this.sample = page.getByRole('button', { name: 'Use the sample' });
    this.queue = page.getByRole('heading', { level: 1, name: 'Queue' });
  }

  /** Accepts the policies if they are asked for. Returns what was there. */
  async pass() {
    await this.acceptButton.or(this.queue).first().waitFor({ timeout: 30_000 });
    if (!(await this.acceptButton.isVisible())) return 'it was over';
    await this.acceptButton.click();
    await this.acceptButton.waitFor({ state: 'detached' });
    return 'accepted';
  }

  /** Leaves the last step with no clip. */
  async later() {
    await this.page.getByRole('button', { name: 'Look around first' }).click();
    await this.queue.waitFor();
  }

  /** The policy is readable, with the version and the table of what is held. */
  async read() {
    await this.page.getByRole('button', { name: 'privacy policy', exact: true }).click();
    const reader = this.page.getByRole('dialog', { name: 'Privacy policy' });
    await reader.getByText('TikTok Technology Limited').waitFor();
    const words = await reader.innerText();
    assert(/Version \d+\.\d+, \d+ \w+ \d{4}/.test(words), 'it has no version and date');
    assert(words.includes('Publishing record'), 'what is held is not in it');
    await this.page.keyboard.press('Escape');
    await reader.waitFor({ state: 'hidden' });
    return /Version [^\n]+/.exec(words)[0];
  }
}
