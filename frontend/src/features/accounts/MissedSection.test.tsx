import { screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeBackend } from '../../backend/fake/fakeBackend';
import { installFake } from '../../backend/fake/install';
import { appStore, useAccount } from '../../state/appStore';
import { boot } from '../../state/boot';
import { renderPart } from '../../testRender';
import { MissedSection } from './MissedSection';

let stop: () => void;
let backend: FakeBackend;

function Section() {
  const account = useAccount('a1');
  return account ? <MissedSection account={account} /> : null;
}

async function open() {
  backend = installFake('');
  stop = await boot();
  return renderPart(<Section />);
}

const stored = () => appStore.get().entities.accounts.get('a1')?.missed;
const minutes = () => screen.getByRole('textbox', { name: 'At most so many minutes late' });

afterEach(() => stop());

describe('missed posts', () => {
  it('stores another rule at once', async () => {
    const user = await open();
    expect(screen.getByRole('radio', { name: 'Post it, if it is not too late' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Move it to the next free slot' }));
    await waitFor(() => expect(stored()).toEqual({ policy: 'next_slot', minutes: 60 }));
    expect(minutes()).toBeDisabled();
  });

  it('stores the minutes when the field is left, within a day', async () => {
    const user = await open();
    await user.clear(minutes());
    await user.type(minutes(), '90');
    expect(stored()?.minutes).toBe(60);
    await user.tab();
    await waitFor(() => expect(stored()?.minutes).toBe(90));
    await user.clear(minutes());
    await user.type(minutes(), '99999');
    await user.tab();
    await waitFor(() => expect(stored()?.minutes).toBe(1440));
  });

  it('shows what the back end refused and goes back', async () => {
    const user = await open();
    backend.refuseMissed = 'The workspace can’t be written.';
    await user.click(screen.getByRole('radio', { name: 'Skip it' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('can’t be written');
    expect(screen.getByRole('radio', { name: 'Post it, if it is not too late' })).toBeChecked();
  });
});
