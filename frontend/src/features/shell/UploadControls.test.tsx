import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { resetUi } from '../../state/ui';
import { renderPart } from '../../testRender';
import { SchedulerButton } from './SchedulerButton';
import { UploadControls } from './UploadControls';
import { isCustom, parseLimit } from './uploadModel';

let stop: () => void;
const upload = () => appStore.get().entities.preferences.upload;

beforeEach(async () => {
  resetUi();
  installFake('');
  stop = await boot();
});
afterEach(() => stop());

describe('upload controls', () => {
  it('pause and resume, in words', async () => {
    const user = renderPart(
      <>
        <SchedulerButton />
        <UploadControls />
      </>,
    );
    expect(screen.getByText('Scheduler on')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Pause uploads' }));
    expect(await screen.findByText('Uploads are paused')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Resume uploads' }));
    await waitFor(() => expect(screen.queryByText('Uploads are paused')).toBeNull());
    expect(upload()).toEqual({ maxKBps: 0, paused: false });
  });

  it('limit the speed to one of a few, or to one’s own', async () => {
    const user = renderPart(<UploadControls />);
    await user.click(screen.getByRole('button', { name: 'Upload speed: No limit' }));
    await user.click(await screen.findByRole('radio', { name: '1 MB/s' }));
    await waitFor(() => expect(upload().maxKBps).toBe(1000));
    await user.type(screen.getByLabelText('Another limit'), '750{Enter}');
    await waitFor(() => expect(upload().maxKBps).toBe(750));
    expect(screen.getByRole('button', { name: 'Upload speed: 750 kB/s' })).toBeVisible();
  });

  it('take only a limit that uploads can live with', () => {
    expect(['750', ' 50 ', '49', '', '1.5', '-3', '1e3'].map(parseLimit)).toEqual([
      750,
      50,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect([0, 500, 750].map(isCustom)).toEqual([false, false, true]);
  });
});
