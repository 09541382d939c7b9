import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hand } from '../lib/hand.mjs';
import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** Ten clips become drafts, get times at two a day, and one of them its consent. Returns their ids. */
export async function tenClips({ page, step }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  let ids = [];
  await step('ten files become ten drafts, all selected', async () => {
    const dir = process.env.TEN_DIR;
    await hand(
      readdirSync(dir)
        .sort()
        .map((f) => join(dir, f)),
    );
    await page.getByText('10 clips added').waitFor({ timeout: 30_000 });
    await queue.selected(10);
    ids = await queue.ids('draft');
    assert(ids.length === 10, `${ids.length} drafts`);
  });
  await step('they are spread at two a day, from Monday to Friday', async () => {
    await page.keyboard.press('m');
    const panel = page.getByRole('dialog', { name: 'Spread 10 posts over time' });
    await panel.getByLabel('How many').waitFor();
    assert((await panel.getByLabel('How many').inputValue()) === '2', 'it is not two a day');
    const shown = await page.locator('[data-post]').getByText('→').count();
    assert(shown === 10, `${shown} rows show their time to be`);
    await panel.getByRole('button', { name: 'Set 10 times' }).click();
    await queue.says('10 posts given a time');
    const posts = await queue.stored(ids);
    const names = await queue.files();
    const days = new Map();
    for (const p of posts) {
      assert(p.state === 'draft' && p.consentAt === '', `a post is ${p.state}`);
      const [day, time] = p.wall.split('T');
      days.set(day, [...(days.get(day) ?? []), time.slice(0, 5)]);
    }
    for (const [day, times] of days) {
      const weekday = new Date(`${day}T12:00Z`).getUTCDay();
      assert(weekday >= 1 && weekday <= 5, `${day} is no working day`);
      assert(times.sort().join() === '12:00,18:30', `${day} has ${times}`);
    }
    assert(days.size === 5, `${days.size} days`);
    posts.sort((a, b) => a.wall.localeCompare(b.wall));
    const files = posts.map((p) => names.get(p.mediaId));
    assert(files.join() === [...files].sort().join(), `they go out as ${files.join(', ')}`);
    ids = posts.map((p) => p.id);
    return [...days.keys()].sort().join(' ');
  });
  await step('one gets its consent and keeps its time; the others wait', async () => {
    const [id, ...others] = ids;
    const [before] = await queue.stored([id]);
    const words = await queue.words(id);
    assert(words.includes('Consent not given yet'), words);
    await queue.open(id);
    await composer.ready();
    await composer.assertNothingPreselected();
    await composer.caption.fill('The first of ten');
    await composer.chooseAudience('Everyone');
    await composer.assertReady();
    await composer.submit();
    await queue.stands(id, 'scheduled');
    const [after] = await queue.stored([id]);
    assert(after.wall === before.wall && after.zone === before.zone, `it is at ${after.wall}`);
    assert(after.consentAt !== '', 'there is no consent');
    const rest = await queue.stored(others);
    assert(
      rest.every((p) => p.state === 'draft' && p.consentAt === ''),
      'another one has been agreed to as well',
    );
    return after.wall;
  });
  return ids;
}
