import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

/** TikTok refuses a clip for its frame rate: converted it goes out; another is given another clip. */
export async function refused({ page, step, practice, ids }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  const [id, other] = [ids[7], ids[8]];
  const caption = 'Too slow as it was';
  const dialog = (name) => page.getByRole('dialog', { name });

  /** The account posts at the next full minutes, so that its next slot is not far. */
  async function slotsSoon() {
    return page.evaluate(async () => {
      const { accounts } = await window.go.app.System.Snapshot();
      const slots = [1, 2, 3].map((minutes) => {
        const at = new Date(Date.now() + minutes * 60_000);
        return { weekday: at.getUTCDay(), wall: at.toISOString().slice(11, 16), zone: 'Etc/UTC' };
      });
      await window.go.app.Accounts.SetSlots(accounts[0].id, slots);
    });
  }

  await step(
    'TikTok refuses it for its frame rate, and the row and a notice say what helps',
    async () => {
      await queue.open(id);
      await composer.fillForNow(caption);
      await practice.scenario({ processing: { failReason: 'frame_rate_check_failed' } });
      await composer.submit();
      await queue.stands(id, 'failed', 90_000);
      const row = queue.row(id);
      await row.getByText('tiktok.frame_rate_check_failed').waitFor();
      await row.getByRole('button', { name: 'Convert to 30' }).waitFor();
      const notices = page.getByRole('region', { name: 'Notices' });
      await notices.getByRole('button', { name: 'Convert to 30' }).waitFor();
      await practice.scenario({});
    },
  );
  await step(
    'Enter on the row: converted, and posted at the next slot with its consent',
    async () => {
      await slotsSoon();
      const [before] = await queue.stored([id]);
      await queue.row(id).focus();
      await page.keyboard.press('Enter');
      const asked = dialog('Convert to 30 frames a second?');
      await asked.getByText('The next free slot is').waitFor();
      await asked.getByRole('button', { name: 'Convert and post at the next free slot' }).click();
      await queue.says(`“${caption}” moved to`);
      await queue.stands(id, 'scheduled');
      const [after] = await queue.stored([id]);
      assert(after.remake === '30fps', `it is made by "${after.remake}"`);
      assert(after.consentAt !== '' && after.consentAt === before.consentAt, 'another consent');
    },
  );
  await step('it goes out by itself, and other bytes than those refused', async () => {
    const way = await queue.becomes(id, 'published', 240_000);
    const [first, second, ...more] = await practice.received(caption);
    assert(more.length === 0, `it was begun ${more.length + 2} times`);
    assert(first.status === 'FAILED' && second.status === 'PUBLISH_COMPLETE', second.status);
    assert(first.sha256 !== second.sha256, 'the same bytes went out');
    return way;
  });
  await step(
    'another clip of the library, by the menu; Ctrl+Z brings the old one back',
    async () => {
      const [before, giver] = await queue.stored([other, ids[9]]);
      const name = (await queue.files()).get(giver.mediaId);
      await queue
        .row(other)
        .getByRole('button', { name: /^Actions for/ })
        .click();
      await page.getByRole('menuitem', { name: 'Replace clip…' }).click();
      const asked = dialog(/^Replace the clip of/);
      await asked.getByRole('radio', { name: new RegExp(name) }).check({ force: true });
      await asked.getByRole('button', { name: 'Replace clip', exact: true }).click();
      await queue.says(/^Clip of “.*” replaced$/);
      const [after] = await queue.stored([other]);
      assert(after.mediaId === giver.mediaId, 'it has its old clip');
      assert(after.wall === before.wall && after.consentAt === '', `it is at ${after.wall}`);
      await page.keyboard.press('Control+z');
      const end = Date.now() + 5000;
      let [back] = await queue.stored([other]);
      while (back.mediaId !== before.mediaId && Date.now() < end)
        [back] = await queue.stored([other]);
      assert(back.mediaId === before.mediaId, 'it did not come back');
    },
  );
}
