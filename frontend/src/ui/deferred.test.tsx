import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { deferred, loadDeferred } from './deferred';

const Word = ({ word }: { word: string }) => <p>{word}</p>;

it('comes when it is shown before it was fetched', async () => {
  const Late = deferred(async () => Word);
  render(<Late word="late" />);
  expect(screen.queryByText('late')).toBeNull();
  expect(await screen.findByText('late')).toBeInTheDocument();
});

it('is there in the same turn once it was fetched, and is fetched once', async () => {
  const load = vi.fn(async () => Word);
  const Late = deferred(load);
  deferred(() => Promise.reject(new Error('no such chunk')));
  await loadDeferred();
  await loadDeferred();
  render(<Late word="at once" />);
  expect(screen.getByText('at once')).toBeInTheDocument();
  expect(load).toHaveBeenCalledOnce();
});
