import { shoot, sizes } from '../lib/browser.mjs';
import { makeClip, serveClip } from '../lib/clip.mjs';
import { assert } from '../lib/steps.mjs';
import { ClipPage } from '../pages/clip.mjs';

/** Trim, cover, crop, sound and pre-flight in the composer, with a clip that really plays. */
export async function clipScenes(scene, clean) {
  let clip;
  const openClip = async (page, id = 'p12', file = 'wave-left') => {
    clip ??= makeClip();
    await serveClip(page, '**/preview', clip);
    const side = new ClipPage(page);
    await side.open(id, file);
    return side;
  };

  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      const options = { colorScheme, viewport: { width, height } };
      await scene(`clip: axe at ${width}×${height}, ${colorScheme}`, options, async (page) => {
        const side = await openClip(page);
        await side.dragTo(side.start, 0.35);
        await side.dragTo(side.end, 0.8);
        await side.root.getByRole('checkbox', { name: /^Start at a keyframe/ }).check();
        await side.root.getByRole('button', { name: /^Use suggestion/ }).click();
        await clean(page);
        await shoot(page, `clip-trim-${width}-${colorScheme}`);
        await side.root.getByRole('radio', { name: 'Crop' }).check({ force: true });
        await side.frame.scrollIntoViewIfNeeded();
        await clean(page);
        await shoot(page, `clip-crop-${width}-${colorScheme}`);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll('[role="dialog"] *')].some(
            (e) => getComputedStyle(e).overflowY === 'auto' && e.scrollWidth > e.clientWidth,
          ),
        );
        assert(!wide, 'a column scrolls sideways');
      });
    }
  }

  await scene('clip: a drag is stored once, when it ends', {}, async (page) => {
    const side = await openClip(page);
    await side.dragTo(side.start, 0.3, { release: false });
    // Longer than an autosave waits.
    await page.waitForTimeout(1200);
    assert((await side.saved()).length === 0, 'it was stored on the way');
    await page.mouse.up();
    const stored = await side.storedAfterRest();
    assert(Math.abs(stored.trimStartMs - 3030) < 150, `the start is ${stored.trimStartMs}`);
    assert((await side.saved()).length === 1, 'it was stored more than once');

    await side.dragTo(side.end, 0.5, { release: false });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    assert(await side.root.isVisible(), 'Escape closed the composer');
    assert((await side.text(side.end)) === '0:10.1', 'Escape did not take the drag back');
  });

  await scene('clip: the player stays within the part', {}, async (page) => {
    const side = await openClip(page);
    await side.dragTo(side.start, 0.4);
    await side.dragTo(side.end, 0.52);
    await side.head.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    const times = [];
    for (let i = 0; i < 24; i++) {
      await page.waitForTimeout(100);
      times.push(await side.currentTime());
    }
    const seen = times.filter((t) => t > 0);
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    assert(low > 3.8 && high < 5.5, `it played ${low.toFixed(2)} to ${high.toFixed(2)} s`);
    const again = seen.some((t, i) => i > 0 && t < seen[i - 1]);
    assert(again, 'it did not start over');
    return `${low.toFixed(2)} to ${high.toFixed(2)} s`;
  });

  await scene('clip: trim, cover and sound by keyboard alone', {}, async (page) => {
    const side = await openClip(page);
    await side.start.focus();
    for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key);
    }
    assert((await side.text(side.start)) === '0:02.1', await side.text(side.start));
    assert(Math.abs((await side.currentTime()) - 2.1) < 0.1, 'the picture is another one');
    await side.cover.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await side.root.getByRole('switch', { name: /LUFS/ }).focus();
    await page.keyboard.press(' ');
    const stored = await side.storedAfterRest();
    const { trimStartMs, coverMs, loudness } = stored;
    assert(trimStartMs === 2100 && coverMs === 1000 && loudness, JSON.stringify(stored));
  });

  await scene('clip: the picture is dragged under the frame', {}, async (page) => {
    const side = await openClip(page);
    await side.preflight.getByRole('button', { name: 'Crop it' }).click();
    await side.frame.waitFor();
    const box = await side.video.boundingBox();
    const x = box.x + box.width / 2;
    await page.mouse.move(x, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(x + 60, box.y + 60, { steps: 6 });
    await page.mouse.up();
    const where = await side.video.evaluate((v) => getComputedStyle(v).objectPosition);
    const paused = await side.video.evaluate((v) => v.paused);
    assert(paused, 'the drag was taken for a click');
    const stored = await side.storedAfterRest();
    assert(stored.fit === 'crop' && stored.cropX < -0.1, JSON.stringify(stored));
    // 60 pixels of the picture, as wide as it is at this height.
    const expected = (-2 * 60) / (box.height * (16 / 9) - box.width);
    assert(Math.abs(stored.cropX - expected) < 0.02, `${stored.cropX}, not ${expected}`);
    assert(where.startsWith(`${((stored.cropX + 1) * 50).toFixed(1).replace(/\.0$/, '')}`), where);
    return `cropX ${stored.cropX}, ${where}`;
  });

  await scene('clip: what is too long is trimmed with one click', {}, async (page) => {
    const side = await openClip(page, 'p18', 'long-talk');
    const line = side.root.locator('[data-line="clip"]');
    assert((await line.getAttribute('data-ok')) === 'false', 'it would be accepted');
    await shoot(page, 'clip-long');
    await side.preflight.getByRole('button', { name: 'Trim to 10 min' }).click();
    await side.preflight.getByText('Trimmed').waitFor();
    assert((await line.getAttribute('data-ok')) === 'true', await line.textContent());
    await side.preflight.getByText('12 min 4 s long').waitFor({ state: 'detached' });
    const stored = (await side.saved()).at(-1);
    assert(stored.trimEndMs === 600_000, JSON.stringify(stored));
  });

  await scene('clip: a similar clip leads to the other post', {}, async (page) => {
    const side = await openClip(page);
    await side.preflight.getByRole('button', { name: 'Show that post' }).click();
    await side.root.waitFor({ state: 'hidden' });
    await page.locator('[data-post="p9"]').waitFor();
  });

  await scene('clip: a pre-flight that fails says so where errors stand', {}, async (page) => {
    await page.evaluate(() => {
      window.cuedropFake.refusePreflight = 'The clip cannot be read. Connect its drive.';
    });
    const side = await openClip(page);
    const alert = side.root.getByRole('alert');
    await alert.getByText('Connect its drive').waitFor();
    // What the clip's own check found is still there.
    await side.preflight.getByText('wider than tall').waitFor();
  });

  await scene('clip: what does not play here is played from a copy', {}, async (page) => {
    clip ??= makeClip();
    await serveClip(page, '**/proxy', clip);
    await page.evaluate(() => {
      window.cuedropFake.proxyMs = 1500;
    });
    const side = new ClipPage(page);
    await side.open('p12', 'wave-left');
    await side.root.getByText('Making a preview…').waitFor();
    await shoot(page, 'clip-making');
    await side.root.getByText('Making a preview…').waitFor({ state: 'hidden' });
    await page.waitForFunction(() => document.querySelector('video').videoWidth > 0);
  });
}
