import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { resetUi, setUi, uiStore } from '../../state/ui';
import { renderPart } from '../../testRender';
import { UncertainDialog } from './UncertainDialog';

let stop: () => void;

afterEach(() => {
  stop();
  resetUi();
});

it('opens what is not there in the composer, and sends nothing', async () => {
  installFake('');
  stop = await boot();
  const all = () => [...appStore.get().entities.posts.values()];
  const id = all().find((p) => p.state === 'uncertain')?.id ?? '';
  setUi({ uncertainId: id });
  const user = renderPart(<UncertainDialog />);
  await user.click(await screen.findByRole('button', { name: 'It is not there, post it again' }));
  await waitFor(() => expect(uiStore.get().composerId).toBe(id));
  expect(uiStore.get().uncertainId).toBeNull();
  expect(all().find((p) => p.id === id)).toMatchObject({ state: 'draft', consentAt: '' });
});
