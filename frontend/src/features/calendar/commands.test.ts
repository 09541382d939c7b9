import { afterEach, describe, expect, it } from 'vitest';
import { runShortcut } from '../../state/commands';
import { setUi, uiStore } from '../../state/ui';
import { calendarStore, resetCalendar, setCalendar } from './calendarStore';
import './commands';

afterEach(() => {
  resetCalendar();
  window.location.hash = '';
});

describe('the calendar in the palette', () => {
  it.each(['day', 'week', 'month'] as const)('shows the %s, from any place', (view) => {
    setUi({ composerId: 'post_1' });
    setCalendar({ view: view === 'day' ? 'week' : 'day' });
    expect(runShortcut(view)).toBe(true);
    expect(calendarStore.get().view).toBe(view);
    expect(window.location.hash).toBe('#/calendar');
    expect(uiStore.get().composerId).toBeNull();
  });

  it('goes to today in the view that is shown', () => {
    setCalendar({ view: 'month', day: '2027-03-01' });
    expect(runShortcut('today')).toBe(true);
    expect(calendarStore.get()).toMatchObject({ view: 'month', day: '' });
    expect(window.location.hash).toBe('#/calendar');
  });
});
