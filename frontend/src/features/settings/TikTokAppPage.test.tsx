import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { resetUi } from '../../state/ui';
import { renderPart } from '../../testRender';
import { FeaturesPage } from './FeaturesPage';
import { TikTokAppPage } from './TikTokAppPage';

let stop: () => void;

async function open(scene: string, part = <TikTokAppPage />) {
  installFake(scene);
  stop = await boot();
  return renderPart(part);
}

const key = () => screen.getByLabelText('Client key');
const secret = () => screen.getByLabelText('Client secret');
const save = () => screen.getByRole('button', { name: 'Save' });

beforeEach(() => resetUi());
afterEach(() => stop());

describe('the user’s own TikTok app', () => {
  it('is entered, trimmed, and its secret never shown', async () => {
    const user = await open('noapp');
    expect(secret()).toHaveAttribute('type', 'password');
    await user.click(key());
    await user.paste('  aw3k8x1q9v7h\n');
    await user.click(secret());
    await user.paste(' s3cr3t ');
    expect(key()).toHaveValue('aw3k8x1q9v7h');
    await user.click(save());
    expect(await screen.findByText('In use: the app you entered here')).toBeVisible();
    expect(appStore.get().entities.preferences.app.clientKey).toBe('aw3k8x1q9v7h');
    expect(secret()).toHaveValue('');
    expect(document.body.textContent).not.toContain('s3cr3t');
  });

  it('asks for both, and puts the keyboard where something is missing', async () => {
    const user = await open('noapp');
    await user.type(key(), 'aw3k8x1q9v7h');
    await user.click(save());
    expect(secret()).toHaveFocus();
    expect(secret()).toBeInvalid();
    expect(key()).toBeValid();
  });

  it('keeps what was typed when the back end refuses it, with its sentence', async () => {
    const user = await open('noapp');
    await user.type(key(), 'nope');
    await user.type(secret(), 'x{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('letters and digits only');
    expect(key()).toHaveValue('nope');
  });

  it('cannot be changed here when the environment gives it, and says so', async () => {
    await open('environment');
    expect(screen.getByText(/CUEDROP_CLIENT_KEY and CUEDROP_CLIENT_SECRET name it/)).toBeVisible();
    expect(screen.queryByLabelText('Client key')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  });

  it('is removed only after a question, and says why it could not be', async () => {
    const user = await open('');
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Remove your TikTok app?')).toBeVisible();
    await user.click(screen.getAllByRole('button', { name: 'Remove' }).at(-1) as HTMLElement);
    expect(await screen.findByRole('alert')).toHaveTextContent('Disconnect the accounts first.');
  });
});

describe('more from TikTok', () => {
  it('is off, names its permission, and says who has to allow it once it is on', async () => {
    const user = await open('', <FeaturesPage />);
    const links = screen.getByRole('switch', { name: 'Links and look-ups' });
    expect(links).not.toBeChecked();
    expect(screen.getByText('video.list')).toBeVisible();
    await user.click(links);
    await waitFor(() => expect(links).toBeChecked());
    expect(screen.getByText('5 accounts have to allow it first')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Grant for @tidewater.surf' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Sign in as @orbit.notes' })).toBeVisible();
  });
});
