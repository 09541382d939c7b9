import { assert } from '../lib/steps.mjs';

/** The composer, by its labels. */
export class ComposerPage {
  constructor(page) {
    this.page = page;
    this.root = page.getByRole('dialog', { name: 'Edit post' });
    this.audience = this.root.getByRole('combobox', { name: 'Who can watch this' });
    this.caption = this.root.getByRole('textbox', { name: 'Caption' });
    this.agree = this.root.getByRole('button', { name: /^Agree and/ });
    this.disclose = this.root.getByRole('switch', { name: 'Disclose video content' });
    this.yourBrand = this.root.getByRole('checkbox', { name: 'Your brand' });
    this.branded = this.root.getByRole('checkbox', { name: 'Branded content' });
    this.disclosure = this.root.getByRole('region', { name: 'Disclose video content' });
  }

  /** creator_info has answered when the audience can be chosen. */
  async ready() {
    await this.page.waitForFunction(
      () => {
        const input = document.querySelector('[role="dialog"] input[placeholder="Choose"]');
        return input !== null && !input.disabled;
      },
      null,
      { timeout: 20_000 },
    );
  }

  /** Fills in a direct post to everyone that goes out at once; what is left is to agree. */
  async fillForNow(caption) {
    await this.ready();
    await this.caption.fill(caption);
    await this.chooseAudience('Everyone');
    await this.now();
    await this.assertReady();
  }

  /** G6, G8, G11: nothing is chosen for the user, and the button waits for them. */
  async assertNothingPreselected() {
    assert((await this.audience.inputValue()) === '', 'an audience is preselected');
    for (const name of ['Comment', 'Duet', 'Stitch', 'Label as AI-generated']) {
      const box = this.root.getByRole('checkbox', { name, exact: true });
      assert(!(await box.isChecked()), `${name} is ticked`);
    }
    const toggle = this.root.getByRole('switch', { name: 'Disclose video content' });
    assert(!(await toggle.isChecked()), 'disclosure is on');
    assert((await this.root.getByText('labeled as').count()) === 0, 'a label prompt is shown');
    assert((await this.agree.getAttribute('aria-disabled')) === 'true', 'the button is on');
  }

  /** Plays the preview and waits until its time has moved on. */
  async play() {
    const video = this.root.locator('video');
    await this.root.getByRole('button', { name: 'Play' }).first().click();
    await this.page.waitForFunction(
      () => {
        const v = document.querySelector('[role="dialog"] video');
        return v.currentTime > 0.3;
      },
      null,
      { timeout: 20_000 },
    );
    const at = await video.evaluate((v) => v.currentTime);
    await this.root.getByRole('button', { name: 'Pause' }).click();
    return `${at.toFixed(2)} s`;
  }

  async chooseAudience(name) {
    await this.audience.click();
    const options = this.page.getByRole('option');
    await options.first().waitFor();
    const pick = name ? this.page.getByRole('option', { name }) : options.first();
    const label = await pick.textContent();
    await pick.click();
    return label;
  }

  /** The options that are offered, with whether each can be chosen. Closes the list again. */
  async audiences() {
    await this.audience.click();
    const options = this.page.getByRole('option');
    await options.first().waitFor();
    const all = await options.evaluateAll((els) =>
      els.map((el) => ({
        words: el.innerText.replace(/\s+/g, ' ').trim(),
        off: el.dataset.comboboxDisabled !== undefined || el.ariaDisabled === 'true',
      })),
    );
    await this.page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'hidden' });
    return all;
  }

  segment(name) {
    return this.root.locator('label', { hasText: new RegExp(`^${name}$`) });
  }

  /** Directly, or to the inbox. */
  async mode(name) {
    await this.segment(name).click();
  }

  async now() {
    await this.segment('Now').click();
  }

  /** Picks a time some seconds ahead, to the second. */
  async soon(seconds) {
    await this.segment('Pick a time').click();
    const at = new Date(Date.now() + seconds * 1000);
    // The composer's zone is the computer's, and so is the browser's.
    const wall = at.toTimeString().slice(0, 8);
    await this.root.getByRole('textbox', { name: 'Time', exact: true }).fill(wall);
    await this.root.getByTestId('resolved').waitFor();
    return wall;
  }

  async assertReady() {
    const waiting = this.root.locator('[data-line][data-ok="false"]');
    await this.page
      .waitForFunction(
        () => document.querySelector('[role="dialog"] [data-line][data-ok="false"]') === null,
        null,
        { timeout: 10_000 },
      )
      .catch(async () => {
        throw new Error(`still missing: ${(await waiting.allInnerTexts()).join('; ')}`);
      });
    assert((await this.agree.getAttribute('aria-disabled')) !== 'true', 'the button is still off');
  }

  async submit() {
    await this.page.keyboard.press('Control+Enter');
    await this.root.waitFor({ state: 'hidden', timeout: 15_000 }).catch(async () => {
      const said = await this.root.getByRole('alert').allInnerTexts();
      throw new Error(`the composer stayed open: ${said.join(' ') || 'no reason given'}`);
    });
  }

  async close() {
    await this.page.keyboard.press('Escape');
    await this.root.waitFor({ state: 'hidden' });
  }
}
