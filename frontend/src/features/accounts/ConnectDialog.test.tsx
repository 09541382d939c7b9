import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBackend } from '../../backend/fake/fakeBackend';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { openConnect, resetUi, uiStore } from '../../state/ui';
import { renderPart } from '../../testRender';
import { ConnectDialog } from './ConnectDialog';

let backend: FakeBackend;
let stop: () => void;
const setUpApp = vi.fn();

async function open(scene = '', accountId = '') {
  backend = installFake(scene);
  backend.signIn.browserMs = 20;
  stop = await boot();
  openConnect(accountId);
  return renderPart(<ConnectDialog onSetUpApp={setUpApp} policies={<p>The policies</p>} />);
}

const button = (name: string) => screen.getByRole('button', { name });
const account = (id: string) => appStore.get().entities.accounts.get(id);

async function untilConfirm(user: Awaited<ReturnType<typeof open>>) {
  await user.click(button('Continue in the browser'));
  await screen.findByText('Is this the right account?');
}

beforeEach(() => resetUi());
afterEach(() => stop());

describe('connecting', () => {
  it('says what TikTok will ask and why before a browser opens', async () => {
    await open();
    expect(screen.getByText('The policies')).toBeVisible();
    const items = screen.getAllByRole('listitem').map((i) => i.textContent);
    expect(items).toHaveLength(3);
    expect(items[1]).toMatch(/^Post clips for you.*at its time/);
    expect(uiStore.get().signIn).toBeNull();
  });

  it('asks for what is switched on as well', async () => {
    await open();
    backend.prefer({ features: [{ name: 'links', scope: 'video.list', on: true }] });
    expect(await screen.findByText('See your public posts')).toBeVisible();
  });

  it('shows who has signed in, and stores it only when the user says so', async () => {
    const user = await open();
    await untilConfirm(user);
    const who = within(screen.getByTestId('candidate'));
    expect(who.getByText('@harbour.bakes')).toBeVisible();
    expect(who.getByText('Harbour Bakes')).toBeVisible();
    expect(screen.getByText('Send clips to your TikTok inbox: not allowed')).toBeVisible();
    expect(screen.getByText(/cannot be sent to this account’s TikTok inbox/)).toBeVisible();
    expect(account('a6')).toBeUndefined();
    await user.click(button('Use this account'));
    await waitFor(() => expect(uiStore.get().connecting).toBeNull());
    expect(account('a6')?.username).toBe('harbour.bakes');
    expect(uiStore.get().accountsPage).toEqual({ page: 'account', id: 'a6' });
    expect(uiStore.get().notices[0]?.title).toBe('@harbour.bakes is connected');
  });

  it('gives no button the focus when it asks, so that a stray Enter decides nothing', async () => {
    const user = await open();
    await untilConfirm(user);
    expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement);
    expect(document.activeElement?.tagName).not.toBe('BUTTON');
    await user.keyboard('{Enter}');
    expect(button('Use this account')).toBeVisible();
  });

  it('connects nothing when it is not the right account', async () => {
    const user = await open();
    await untilConfirm(user);
    await user.click(button('Not this one'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Sign out of TikTok in the browser, or use another browser profile',
    );
    expect(account('a6')).toBeUndefined();
    await user.click(button('Try again'));
    await screen.findByText('Is this the right account?');
  });

  it('says that a known account is only renewed', async () => {
    const user = await open('', 'a2');
    expect(screen.getByText('Sign in to @nube.samoyed again')).toBeVisible();
    await untilConfirm(user);
    expect(screen.getByText(/Already connected: its sign-in is renewed/)).toBeVisible();
    await user.click(button('Use this account'));
    await waitFor(() => expect(account('a2')?.missingScopes).toEqual([]));
    expect(uiStore.get().notices[0]?.title).toBe('The sign-in of @nube.samoyed is renewed');
  });

  it('offers the address while it waits, and ends the sign-in with the dialog', async () => {
    const user = await open();
    backend.signIn.browserMs = 60_000;
    await user.click(button('Continue in the browser'));
    expect(await screen.findByText('Waiting for you in the browser')).toBeVisible();
    await waitFor(() => expect(button('Copy the link')).toBeEnabled());
    const cancel = vi.spyOn(backend.signIn, 'cancel');
    await user.click(button('Cancel'));
    expect(cancel).toHaveBeenCalledOnce();
    expect(uiStore.get().connecting).toBeNull();
    expect(uiStore.get().notices).toEqual([]);
  });

  it('shows the sentence of the back end when it fails', async () => {
    const user = await open();
    backend.signIn.refusal = 'TikTok refused the app.';
    await user.click(button('Continue in the browser'));
    expect(await screen.findByRole('alert')).toHaveTextContent('TikTok refused the app.');
    expect(button('Try again')).toHaveFocus();
  });

  it('leads to the TikTok app where there is none', async () => {
    const user = await open('noapp');
    await user.click(button('Set up your TikTok app'));
    expect(setUpApp).toHaveBeenCalledOnce();
    expect(uiStore.get().connecting).toBeNull();
  });
});
