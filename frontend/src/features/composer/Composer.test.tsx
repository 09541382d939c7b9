import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBackend } from '../../backend/fake/fakeBackend';
import { installFake } from '../../backend/fake/install';
import type { Post } from '../../backend/types';
import '../../i18n/i18n';
import { appStore, usePost } from '../../state/appStore';
import { boot } from '../../state/boot';
import { resetUi, setUi, uiStore } from '../../state/ui';
import { theme } from '../../ui/theme';
import { Composer } from './Composer';
import { forgetForm } from './useComposer';

const id = 'p12';
let backend: FakeBackend;
let stop: () => void;
let drawn: ReturnType<typeof render>;

function Subject() {
  const post = usePost(id);
  if (!post) return null;
  const neighbours = { previous: undefined, next: undefined };
  return <Composer post={post} neighbours={neighbours} renderClip={() => null} />;
}

async function open() {
  const user = userEvent.setup();
  setUi({ composerId: id });
  drawn = render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider theme={theme} env="test">
        <Subject />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return user;
}

async function openReady() {
  const user = await open();
  await waitFor(() => expect(audience()).toBeEnabled());
  return user;
}

async function openAs(accountId: string, part: Partial<Post> = {}) {
  await backend.change(id, { accountId, ...part });
  await waitFor(() => expect(usedAccount()).toBe(accountId));
  return openReady();
}

const usedAccount = () => appStore.get().entities.posts.get(id)?.accountId;
const audience = () => screen.getByRole('combobox', { name: 'Who can watch this' });
const box = (name: string) => screen.getByRole('checkbox', { name });
const agree = () => screen.getByRole('button', { name: /^Agree and/ });
const consent = () => screen.getByText(/By posting, you agree/).textContent;

beforeEach(async () => {
  resetUi();
  backend = installFake('');
  stop = await boot();
  forgetForm({ id, mediaId: appStore.get().entities.posts.get(id)?.mediaId ?? '' });
});

afterEach(() => stop());

describe('a post that was not there', () => {
  it('is sent a second time only with a new consent, and says so', async () => {
    await backend.change(id, {
      state: 'draft',
      consentAt: '',
      failure: { reason: 'post.again', message: 'It was sent once.' },
    });
    await waitFor(() => expect(appStore.get().entities.posts.get(id)?.failure).toBeTruthy());
    await openReady();
    expect(screen.getByText(/This sends the clip a second time/)).toBeVisible();
    expect(agree()).toHaveAccessibleName(/^Agree and post again/);
    expect(agree()).toHaveAttribute('aria-disabled', 'true');
    expect(appStore.get().entities.posts.get(id)?.state).toBe('draft');
  });
});

describe('the composer', () => {
  it('shows who posts, by nickname (G2), and a preselection of nothing (G6, G8, G11)', async () => {
    await openReady();
    expect(screen.getByText('Tidewater Surf')).toBeVisible();
    expect(audience()).toHaveValue('');
    expect(audience()).toHaveAttribute('placeholder', 'Choose');
    for (const name of ['Comment', 'Duet', 'Stitch', 'Label as AI-generated']) {
      expect(box(name)).not.toBeChecked();
    }
    expect(screen.getByRole('switch')).not.toBeChecked();
    expect(screen.queryByText(/will be labeled/)).toBeNull();
    expect(agree()).toHaveAttribute('aria-disabled', 'true');
  });

  it('offers exactly what creator_info offers (G7)', async () => {
    const user = await openReady();
    await user.click(audience());
    const options = await screen.findAllByRole('option');
    expect(options.map((o) => o.textContent)).toEqual(['Everyone', 'Friends', 'Only me']);
  });

  it('greys an interaction that the creator turned off and says why (G9)', async () => {
    await openReady();
    expect(box('Stitch')).toBeDisabled();
    expect(box('Comment')).toBeEnabled();
    expect(screen.getByText('Turned off in this account’s TikTok settings')).toBeVisible();
  });

  it('says TikTok’s words for each disclosure (G12–G14, G17, G18)', async () => {
    const user = await openReady();
    expect(consent()).toBe("By posting, you agree to TikTok's Music Usage Confirmation");
    await user.click(screen.getByRole('switch'));
    const missing =
      'You need to indicate if your content promotes yourself, a third party, or both.';
    expect(agree()).toHaveAttribute('aria-description', missing);
    await user.hover(agree());
    expect(await screen.findByRole('tooltip')).toHaveTextContent(missing);

    await user.click(box('Your brand'));
    expect(
      screen.getByText("Your photo/video will be labeled as 'Promotional content'"),
    ).toBeVisible();
    expect(consent()).toBe("By posting, you agree to TikTok's Music Usage Confirmation");

    await user.click(box('Branded content'));
    expect(
      screen.getByText("Your photo/video will be labeled as 'Paid partnership'"),
    ).toBeVisible();
    expect(consent()).toBe(
      "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.",
    );
  });

  it('turns “Only me” off for branded content, with the hover text (G16)', async () => {
    const user = await openReady();
    await user.click(screen.getByRole('switch'));
    await user.click(box('Branded content'));
    await user.click(audience());
    const option = (await screen.findAllByRole('option')).at(-1) as HTMLElement;
    expect(option).toHaveTextContent('Only me');
    expect(option).toHaveAttribute('data-combobox-disabled');
    await user.hover(within(option).getByText('Only me'));
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      'Branded content visibility cannot be set to private.',
    );
    await user.click(within(option).getByText('Only me'));
    expect(audience()).toHaveValue('');
  });

  it('turns branded content off for “Only me”, and says why (G15)', async () => {
    const user = await openReady();
    await user.click(audience());
    await user.click(await screen.findByRole('option', { name: 'Only me' }));
    await user.click(screen.getByRole('switch'));
    expect(box('Branded content')).toBeDisabled();
    expect(screen.getByText(/Not possible while only you can watch this/)).toBeVisible();
  });

  it('asks TikTok each time that it is opened (G1)', async () => {
    await openReady();
    drawn.unmount();
    backend.creatorRefusal = 'TikTok lets @tidewater.surf post again later.';
    await open();
    expect(await screen.findByText(/post again later/)).toBeVisible();
    expect(audience()).toBeDisabled();
    expect(agree()).toHaveAttribute('aria-disabled', 'true');
  });

  it('offers the words of a template, and lets them be changed (G5)', async () => {
    const user = await openReady();
    await user.click(await screen.findByRole('button', { name: 'Use template' }));
    const caption = screen.getByRole('textbox', { name: 'Caption' });
    expect((caption as HTMLTextAreaElement).value).toContain('#surf');
    await user.clear(caption);
    await user.type(caption, 'My own words');
    expect(caption).toHaveValue('My own words');
  });

  it('stops with TikTok’s sentence when the creator cannot post now (G3)', async () => {
    backend.creatorRefusal = 'TikTok lets @tidewater.surf post again later.';
    await open();
    expect(await screen.findByText(backend.creatorRefusal)).toBeVisible();
    expect(agree()).toHaveAttribute('aria-disabled', 'true');
  });

  it('says what the account did not allow, and asks it for just that', async () => {
    const user = await openAs('a2');
    expect(
      screen.getByText('This account did not allow uploads to its TikTok inbox.'),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Grant' }));
    expect(uiStore.get().connecting).toEqual({ accountId: 'a2' });
  });

  it('says when TikTok takes the next post, unless this one goes out later', async () => {
    const later = appStore.get().entities.posts.get('p8') as Post;
    const user = await openAs('a3', { wall: later.wall, zone: later.zone });
    const note = () => screen.queryByText(/no posts left today.*The next place is free/);
    expect(await screen.findByTestId('resolved')).toBeVisible();
    await waitFor(() => expect(note()).toBeNull());
    await user.click(screen.getByRole('radio', { name: 'Now' }));
    await waitFor(() => expect(note()).toBeVisible());
  });

  it('tells that it may take a few minutes (G22) and links the policies', async () => {
    await openReady();
    expect(screen.getByText(/After posting, it may take a few minutes/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Music Usage Confirmation' })).toBeVisible();
  });

  it('counts the caption and refuses what is over', async () => {
    const user = await openReady();
    const caption = screen.getByRole('textbox', { name: 'Caption' });
    await user.click(caption);
    await user.paste('🐟'.repeat(1101));
    expect(screen.getByText(/2 over/)).toHaveTextContent('2,202 of 2,200');
    expect(caption).toHaveAttribute('aria-invalid', 'true');
  });

  it('posts with the receipt once everything is there, by Ctrl+Enter', async () => {
    const user = await openReady();
    await user.click(audience());
    await user.click(await screen.findByRole('option', { name: 'Everyone' }));
    await user.click(screen.getByRole('radio', { name: 'Now' }));
    expect(agree()).toHaveTextContent('Agree and post');
    expect(agree()).toHaveAttribute('aria-disabled', 'false');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(uiStore.get().composerId).toBeNull());
    expect(appStore.get().entities.posts.get(id)).toMatchObject({
      state: 'due',
      privacy: 'PUBLIC_TO_EVERYONE',
      allowComment: false,
    });
  });

  it('stores a draft by itself, and Escape loses nothing', async () => {
    const user = await openReady();
    await user.click(screen.getByRole('textbox', { name: 'Caption' }));
    await user.keyboard('Look left');
    expect(await screen.findByText(/^Draft saved \d\d:\d\d$/, {}, { timeout: 3000 })).toBeVisible();
    expect(appStore.get().entities.posts.get(id)?.caption).toBe('Look left');
    await user.keyboard('{Escape}');
    expect(uiStore.get().composerId).toBeNull();
  });

  it('explains a time that a clock change skips', async () => {
    const user = await openReady();
    await user.type(screen.getByRole('textbox', { name: 'Time' }), '25');
    expect(
      screen.getByText('choose one to go on', { selector: '[data-line="time"] span' }),
    ).toBeVisible();
    await user.clear(screen.getByRole('textbox', { name: 'Time' }));
    await user.type(screen.getByRole('textbox', { name: 'Time' }), '23:59:59');
    expect(await screen.findByTestId('resolved')).toHaveTextContent('23:59:59 (Madrid)');
  });
});
