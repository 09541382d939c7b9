import { screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { densityStore } from '../../state/ui';
import { renderPart } from '../../testRender';
import { BehaviourPage, ConvertingPage, NotificationsPage, ProfilePage, StoragePage } from '.';

let stop: () => void;

async function open(part: ReactNode, scene = '') {
  installFake(scene);
  stop = await boot();
  return renderPart(part);
}

const stored = () => appStore.get().entities.preferences;
const toggle = (name: string) => screen.getByRole('switch', { name });

afterEach(() => stop());

describe('settings', () => {
  it('changes one rule and leaves the others', async () => {
    const user = await open(<BehaviourPage />);
    await user.click(toggle('Stay awake for posts'));
    await waitFor(() =>
      expect(stored().power).toEqual({ keepAwake: false, batteryMin: 20, holdMetered: false }),
    );
    await user.click(screen.getByRole('combobox', { name: /^On a metered connection/ }));
    await user.click(await screen.findByRole('option', { name: 'Wait, and tell me' }));
    await waitFor(() => expect(stored().power.holdMetered).toBe(true));
    expect(stored().power.keepAwake).toBe(false);
  });

  it('takes a charge between 1 and 100 when the field is left', async () => {
    const user = await open(<BehaviourPage />);
    const percent = screen.getByRole('textbox', { name: 'Least charge in percent' });
    await user.clear(percent);
    await user.type(percent, '35');
    expect(stored().power.batteryMin).toBe(20);
    await user.tab();
    await waitFor(() => expect(stored().power.batteryMin).toBe(35));
    await user.click(toggle('Wait while the battery is low'));
    await waitFor(() => expect(stored().power.batteryMin).toBe(0));
    expect(screen.queryByRole('textbox', { name: 'Least charge in percent' })).toBeNull();
  });

  it('greys out what needs notifications', async () => {
    const user = await open(<NotificationsPage />);
    await user.click(toggle('Hide captions and names'));
    await waitFor(() => expect(stored().notifications.hideContent).toBe(true));
    await user.click(toggle('Tell me when a post needs me'));
    await waitFor(() => expect(toggle('Hide captions and names')).toBeDisabled());
    expect(stored().notifications).toEqual({ on: false, successes: true, hideContent: true });
  });

  it('shows which ffmpeg converts, and takes another', async () => {
    const user = await open(<ConvertingPage />);
    await screen.findByText('ffmpeg 5.1.9-0+deb12u1');
    expect(screen.getByText(/h264_nvenc does not work here/)).toBeVisible();
    expect(screen.getByText(/Version 8.1.3 or newer is recommended/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Choose file…' }));
    await screen.findByText('ffmpeg 8.1.3');
    await screen.findByText(/chosen by you/);
    await waitFor(() => expect(screen.queryByText(/is recommended/)).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Forget my choice' }));
    await screen.findByText('ffmpeg 5.1.9-0+deb12u1');
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Forget my choice' })).toBeNull(),
    );
  });

  it('says how to get ffmpeg where there is none, and finds it then', async () => {
    const user = await open(<ConvertingPage />, 'ffmpeg');
    await screen.findByText(/there is none on this computer/);
    expect(screen.getByRole('button', { name: 'Copy: sudo apt install ffmpeg' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Search again' }));
    await screen.findByText('ffmpeg 5.1.9-0+deb12u1');
  });

  it('changes one rule for conversions and leaves the others', async () => {
    const user = await open(<ConvertingPage />);
    await user.click(toggle('Convert with the graphics card'));
    await waitFor(() => expect(stored().media.hardware).toBe(true));
    await user.click(toggle('Prepare clips on battery too'));
    await waitFor(() => expect(stored().media.convertOnBattery).toBe(false));
    await user.click(toggle('Leave cores for other programs'));
    const threads = await screen.findByRole('textbox', { name: 'Threads at most' });
    await user.clear(threads);
    await user.type(threads, '3');
    await user.tab();
    await waitFor(() =>
      expect(stored().media).toEqual({
        hardware: true,
        threads: 3,
        convertOnBattery: false,
        chosen: false,
      }),
    );
  });

  it('keeps and erases the profile, and says what is wrong with an address', async () => {
    const user = await open(<ProfilePage />);
    const email = screen.getByRole('textbox', { name: 'E-mail' });
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Ana');
    await user.type(email, 'ana');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/That is no e-mail address/)).toBeVisible();
    expect(stored().profile).toEqual({ name: '', email: '' });
    await user.type(email, '@example.com');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(stored().profile).toEqual({ name: 'Ana', email: 'ana@example.com' }),
    );
    await user.click(await screen.findByRole('button', { name: 'Erase profile' }));
    await waitFor(() => expect(stored().profile).toEqual({ name: '', email: '' }));
    expect(email).toHaveValue('');
  });

  it('limits the cache when the field is left', async () => {
    const user = await open(<StoragePage onPrivacy={() => undefined} />);
    const room = screen.getByRole('textbox', { name: /^Room for pictures/ });
    await user.clear(room);
    await user.type(room, '300');
    await user.tab();
    await waitFor(() => expect(stored().cacheMb).toBe(300));
  });

  it('draws the queue densely or with room, and remembers it', async () => {
    const user = await open(<BehaviourPage />);
    expect(screen.getByRole('radio', { name: 'Comfortable' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Compact' }));
    expect(densityStore.get()).toBe('compact');
    expect(localStorage.getItem('cuedrop.density')).toBe('compact');
    await user.click(screen.getByRole('radio', { name: 'Comfortable' }));
    expect(densityStore.get()).toBe('comfortable');
  });

  it('limits uploads without touching whether they are paused', async () => {
    const user = await open(<BehaviourPage />);
    await user.click(screen.getByRole('combobox', { name: /^Upload speed/ }));
    await user.click(await screen.findByRole('option', { name: /^500/ }));
    await waitFor(() => expect(stored().upload).toEqual({ maxKBps: 500, paused: false }));
  });
});
