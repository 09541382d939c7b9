import { ComposerPage } from './composer.mjs';
import { QueuePage } from './queue.mjs';

/** The clip side of the composer, by its labels. */
export class ClipPage {
  constructor(page) {
    this.page = page;
    this.root = page.getByRole('dialog', { name: 'Edit post' });
    this.start = this.root.getByRole('slider', { name: 'Start of the part' });
    this.end = this.root.getByRole('slider', { name: 'End of the part' });
    this.head = this.root.getByRole('slider', { name: 'Position in the clip' });
    this.cover = this.root.getByRole('slider', { name: 'Cover' });
    this.frame = this.root.getByRole('slider', { name: 'Crop frame' });
    this.video = this.root.locator('video');
    this.preflight = this.root.getByRole('region', { name: 'Before it goes out' });
  }

  async open(id, file) {
    await this.page.keyboard.press('/');
    await this.page.keyboard.type(file);
    await this.page.locator(`[data-post="${id}"]`).waitFor();
    await new QueuePage(this.page).open(id);
    await new ComposerPage(this.page).ready();
    // Look and pre-flight have answered.
    await this.preflight.getByText('Looking once more').waitFor({ state: 'hidden' });
    await this.page.waitForTimeout(300);
  }

  /** Drags what is found by its middle to a place in the timeline, 0 to 1. */
  async dragTo(slider, share, { release = true } = {}) {
    const strip = await this.root.locator('[data-timeline]').boundingBox();
    const box = await slider.boundingBox();
    const start = box.x + box.width / 2;
    const edge = (await slider.getAttribute('data-edge')) === 'start' ? box.x + box.width : box.x;
    const y = strip.y + strip.height / 2;
    await this.page.mouse.move(start, y);
    await this.page.mouse.down();
    await this.page.mouse.move(strip.x + strip.width * share + (start - edge), y, { steps: 8 });
    if (release) await this.page.mouse.up();
  }

  text(slider) {
    return slider.getAttribute('aria-valuetext');
  }

  /** Every input the back end was asked to store. */
  saved() {
    return this.page.evaluate(() => window.cuedropFake.saved);
  }

  async storedAfterRest() {
    await this.root.getByText(/^Draft saved/).waitFor();
    return (await this.saved()).at(-1);
  }

  currentTime() {
    return this.video.evaluate((v) => v.currentTime);
  }

  /** The strip as it was delivered: its size, and whether its ends are different pictures. */
  async strip() {
    const image = this.root.locator('[data-timeline] image').first();
    await image.waitFor({ state: 'attached', timeout: 20_000 });
    return this.page.evaluate(
      async (url) => {
        const picture = new Image();
        picture.src = url;
        await picture.decode();
        const { naturalWidth: width, naturalHeight: height } = picture;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context.drawImage(picture, 0, 0);
        const tile = (at) => context.getImageData(at * (width / 10), 0, width / 10, height).data;
        const [first, last] = [tile(0), tile(9)];
        let apart = 0;
        for (let i = 0; i < first.length; i++) apart += Math.abs(first[i] - last[i]);
        return { width, height, differ: apart / first.length > 2 };
      },
      await image.getAttribute('href'),
    );
  }

  /** How wide the picture of the cover is, once the one at path has come. */
  async coverPicture(path) {
    const picture = this.cover.locator(`img[src$="${path}"]`);
    await picture.waitFor({ timeout: 20_000 });
    return picture.evaluate((img) => img.decode().then(() => img.naturalWidth));
  }
}
