import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBackend } from '../../backend/fake/fakeBackend';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { beforeReplacing } from '../../state/remedies';
import { resetUi, settleUndo, setUi, uiStore } from '../../state/ui';
import { renderPart } from '../../testRender';
import { RemedyDialogs } from './RemedyDialogs';

let backend: FakeBackend;
let stop: () => void;
const refused = 'p3';

beforeEach(async () => {
  backend = installFake('');
  stop = await boot();
});
afterEach(() => {
  stop();
  resetUi();
});

const post = () => appStore.get().entities.posts.get(refused);
const button = (name: string | RegExp) => screen.findByRole('button', { name });

async function takeBack() {
  settleUndo(uiStore.get().undo?.id ?? '', true);
  await waitFor(() => expect(post()).toMatchObject({ state: 'failed', convert: '30fps' }));
}

describe('converting', () => {
  it('posts at the slot that was shown, with the consent that was given, and comes back', async () => {
    setUi({ convertingId: refused });
    const user = renderPart(<RemedyDialogs />);
    await screen.findByText(/^The next free slot is /);
    const consent = post()?.consentAt;
    await user.click(await button('Convert and post at the next free slot'));
    await waitFor(() => expect(post()).toMatchObject({ state: 'scheduled', remake: '30fps' }));
    expect(post()?.consentAt).toBe(consent);
    expect(uiStore.get().undo?.label).toMatch(
      /^“The yawn took eleven days.* moved to .*\(London\)$/,
    );
    expect(uiStore.get().convertingId).toBeNull();
    await takeBack();
  });

  it('only converts', async () => {
    setUi({ convertingId: refused });
    const user = renderPart(<RemedyDialogs />);
    await user.click(await button('Convert only'));
    await waitFor(() => expect(post()?.failure?.reason).toBe('post.remade'));
    expect(post()).toMatchObject({ state: 'failed', remake: '30fps', convert: '' });
    await takeBack();
  });

  it('asks for a time where there is no slot', async () => {
    backend.bulk.walls = [];
    setUi({ convertingId: refused });
    const user = renderPart(<RemedyDialogs />);
    await user.click(await button('Convert and choose a time…'));
    await waitFor(() => expect(uiStore.get().moving?.id).toBe(refused));
  });

  it('does not promise to post what has no consent any more', async () => {
    await backend.change(refused, { consentAt: '' });
    await waitFor(() => expect(post()?.consentAt).toBe(''));
    setUi({ convertingId: refused });
    renderPart(<RemedyDialogs />);
    await screen.findByText('It goes out once you give your consent again.');
    expect(screen.queryByRole('button', { name: /next free slot/ })).toBeNull();
  });
});

describe('replacing', () => {
  it('stores what is being written, takes a clip of the library, and comes back', async () => {
    const flushed: string[] = [];
    const off = beforeReplacing(async () => flushed.push(post()?.mediaId ?? ''));
    setUi({ replacingId: refused });
    const user = renderPart(<RemedyDialogs />);
    expect(await button('Replace clip')).toHaveProperty('disabled', true);
    await user.click(await screen.findByRole('radio', { name: /nube-tile/ }));
    await user.click(await button('Replace clip'));
    await waitFor(() => expect(post()).toMatchObject({ state: 'draft', mediaId: 'm2' }));
    expect(post()?.consentAt).toBe('');
    expect(flushed).toEqual(['m5']);
    expect(uiStore.get().replacingId).toBeNull();
    expect(uiStore.get().undo?.label).toMatch(/^Clip of “The yawn/);
    off();
    await takeBack();
  });

  it('takes a file, and stays open when none was chosen', async () => {
    backend.bulk.remedies.chooses = false;
    setUi({ replacingId: refused });
    const user = renderPart(<RemedyDialogs />);
    await user.click(await button('Choose a file…'));
    expect(uiStore.get().undo).toBeNull();
    backend.bulk.remedies.chooses = true;
    await user.click(await button('Choose a file…'));
    await waitFor(() => expect(post()?.mediaId).toMatch(/^file/));
    expect(uiStore.get().replacingId).toBeNull();
  });
});
