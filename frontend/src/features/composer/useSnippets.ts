import { useQuery, useQueryClient } from '@tanstack/react-query';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Snippet } from '../../backend/types';
import { keys } from '../../state/keys';

/** Words kept for captions; all composers see the same. */
export function useSnippets() {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.snippets,
    queryFn: calls.fetchSnippets,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  /** Resolves to "" or to why not. */
  const change = async (run: () => Promise<unknown>): Promise<string> => {
    try {
      await run();
      await client.invalidateQueries({ queryKey: keys.snippets });
      return '';
    } catch (e) {
      return toAppError(e).message;
    }
  };
  const all = data ?? none;
  return {
    sets: all.filter((s) => s.kind === 'hashtags'),
    texts: all.filter((s) => s.kind === 'text'),
    templateOf: (accountId: string) =>
      all.find((s) => s.kind === 'template' && s.accountId === accountId && accountId !== ''),
    save: (snippet: Snippet) => change(() => calls.saveSnippet(snippet)),
    remove: (id: string) => change(() => calls.removeSnippet(id)),
  };
}

export type Snippets = ReturnType<typeof useSnippets>;

const none: Snippet[] = [];
