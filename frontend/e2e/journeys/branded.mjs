import { assert } from '../lib/steps.mjs';
import { ComposerPage } from '../pages/composer.mjs';
import { QueuePage } from '../pages/queue.mjs';

const missing = 'You need to indicate if your content promotes yourself, a third party, or both.';
const promotional = "Your photo/video will be labeled as 'Promotional content'";
const paid = "Your photo/video will be labeled as 'Paid partnership'";
const music = "By posting, you agree to TikTok's Music Usage Confirmation";
const policy =
  "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.";
const noPrivate = 'Branded content visibility cannot be set to private.';

/** TikTok's rules for branded content, G11 to G18, up to what TikTok received. */
export async function branded({ page, step, practice, ids }) {
  const queue = new QueuePage(page);
  const composer = new ComposerPage(page);
  const id = ids[1];
  const caption = 'A paid walk along the quay #ad';
  const label = composer.disclosure.getByRole('status');
  const toggle = async (box, on) => {
    await box.setChecked(on, { force: true });
  };
  const consent = async (want) => {
    await composer.root.locator('footer p', { hasText: 'By posting' }).waitFor();
    const words = await composer.root.locator('footer p', { hasText: 'By posting' }).innerText();
    assert(words.trim() === want, `the consent is "${words}"`);
  };
  const labelled = async (want) => {
    const words = await label.innerText();
    assert(words.trim() === want, `the label is "${words}"`);
  };

  await step('disclosed and nothing ticked: the button is off and says why', async () => {
    await queue.open(id);
    await composer.fillForNow(caption);
    await consent(music);
    await toggle(composer.disclose, true);
    await labelled(missing);
    assert((await composer.agree.getAttribute('aria-disabled')) === 'true', 'the button is on');
    assert((await composer.agree.getAttribute('aria-description')) === missing, 'it does not say');
    await composer.agree.hover();
    await page.getByRole('tooltip', { name: missing }).waitFor();
    await page.keyboard.press('Control+Enter');
    assert(await composer.root.isVisible(), 'it was agreed to all the same');
  });
  await step('each choice has its words', async () => {
    await toggle(composer.yourBrand, true);
    await labelled(promotional);
    await consent(music);
    await toggle(composer.branded, true);
    await labelled(paid);
    await consent(policy);
    await toggle(composer.yourBrand, false);
    await labelled(paid);
    await consent(policy);
    await composer.assertReady();
  });
  await step('branded: “Only me” cannot be chosen', async () => {
    const only = (await composer.audiences()).find((o) => o.words.startsWith('Only me'));
    assert(only?.off && only.words.includes(noPrivate), JSON.stringify(only));
  });
  await step('“Only me”: branded content cannot be ticked', async () => {
    await toggle(composer.branded, false);
    await toggle(composer.yourBrand, true);
    await composer.chooseAudience('Only me');
    await composer.branded.and(page.locator(':disabled')).waitFor();
    await composer.disclosure.getByText('Branded content', { exact: true }).hover();
    await page.getByRole('tooltip', { name: noPrivate }).waitFor();
    await composer.assertReady();
  });
  await step('both are sent as they were chosen', async () => {
    await composer.chooseAudience('Everyone');
    await toggle(composer.branded, true);
    await labelled(paid);
    await consent(policy);
    await composer.assertReady();
    await composer.submit();
    await queue.becomes(id, 'published', 30_000);
    const sent = await practice.published(caption);
    assert(sent.brandContent && sent.brandOrganic, JSON.stringify(sent));
    assert(sent.privacyLevel === 'PUBLIC_TO_EVERYONE', sent.privacyLevel);
    assert(sent.disableComment && sent.disableDuet && sent.disableStitch, 'more was allowed');
  });
}
