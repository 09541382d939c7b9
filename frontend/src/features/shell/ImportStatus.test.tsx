import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as calls from '../../backend/calls';
import { resetUi, setUi } from '../../state/ui';
import { renderPart } from '../../testRender';
import { ImportStatus } from './ImportStatus';

afterEach(resetUi);

describe('The import status', () => {
  it('is there while several files are checked, and ends them', async () => {
    const cancel = vi.spyOn(calls, 'cancelImport').mockResolvedValue();
    const user = renderPart(<ImportStatus />);
    expect(screen.queryByRole('button')).toBeNull();
    act(() => setUi({ importing: { done: 0, total: 1 } }));
    expect(screen.queryByRole('button')).toBeNull();
    act(() => setUi({ importing: { done: 12, total: 200 } }));
    expect(screen.getByText('Checking 12 of 200')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Stop checking' }));
    await waitFor(() => expect(cancel).toHaveBeenCalledOnce());
    act(() => setUi({ importing: null }));
    expect(screen.queryByText(/Checking/)).toBeNull();
  });
});
