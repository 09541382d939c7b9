import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Post, PostInput } from '../../backend/types';
import { parseTime } from '../../lib/timeInput';
import { useAccount, useAccountMap, useFacts, useMedia } from '../../state/appStore';
import { keys } from '../../state/keys';
import { useLook } from '../../state/looks';
import { useNow } from '../../state/useNow';
import {
  allows,
  type CreatorState,
  checklist,
  type Form,
  formOf,
  modeOf,
  soleAccount,
  type TimeState,
  whenOf,
} from './model';
import { usePreflight } from './usePreflight';

/**
 * Forms of posts that were closed with changes not yet stored, so that nothing typed is lost. They
 * are for one clip: with another one the cut and the cover begin anew.
 */
const kept = new Map<string, Form>();

const keyOf = (post: Pick<Post, 'id' | 'mediaId'>) => `${post.id} ${post.mediaId}`;

export function forgetForm(post: Pick<Post, 'id' | 'mediaId'>) {
  kept.delete(keyOf(post));
}

/** The form of one post with everything that decides whether it may go out. */
export function useComposer(post: Post) {
  const { zone: here } = useFacts();
  const accounts = useAccountMap();
  const now = useNow();
  const [opened] = useState(() => new Date());
  const [form, setFormState] = useState<Form>(() => {
    const start = kept.get(keyOf(post)) ?? formOf(post, here, opened);
    if (start.input.accountId) return start;
    return { ...start, input: { ...start.input, accountId: soleAccount(accounts.values()) } };
  });
  const account = useAccount(form.input.accountId || undefined);
  const media = useMedia(post.mediaId);

  const key = keyOf(post);
  const setForm = useCallback(
    (change: (before: Form) => Form) =>
      setFormState((before) => {
        const after = change(before);
        kept.set(key, after);
        return after;
      }),
    [key],
  );
  const setInput = useCallback(
    (part: Partial<PostInput>) => setForm((f) => ({ ...f, input: { ...f.input, ...part } })),
    [setForm],
  );

  const creator = useCreator(form, account?.health === 'ok' && allows(account, 'direct'), opened);
  const time = useResolvedTime(form);
  const { keyframes } = useLook(post.mediaId);
  const preflight = usePreflight(post, media);
  const lines = useMemo(() => {
    const at = new Date(Math.max(+now, +opened));
    const findings = preflight.answered ? preflight.findings : null;
    return checklist({ form, media, keyframes, findings, account, creator, time, now: at });
  }, [form, media, keyframes, preflight, account, creator, time, now, opened]);
  return {
    form,
    setForm,
    setInput,
    account,
    media,
    keyframes,
    preflight,
    creator,
    time,
    lines,
    now,
  };
}

/** creator_info, asked afresh each time the composer opens or the account changes (G1). */
function useCreator(form: Form, may: boolean, opened: Date): CreatorState {
  const id = form.input.accountId;
  const query = useQuery({
    queryKey: keys.creator(id, opened.getTime()),
    queryFn: () => calls.fetchCreator(id),
    enabled: id !== '' && may && modeOf(form.input) === 'direct',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  return useMemo(() => {
    if (query.data) return { status: 'ok', creator: query.data };
    if (query.error) return { status: 'refused', message: toAppError(query.error).message };
    return { status: query.isFetching ? 'asking' : 'none' };
  }, [query.data, query.error, query.isFetching]);
}

function useResolvedTime(form: Form): TimeState {
  const when = whenOf(form);
  const known = form.when.kind !== 'now' && parseTime(form.when.time) !== null && !!form.when.date;
  const query = useQuery({
    queryKey: keys.resolvedTime(when.wall, when.zone),
    queryFn: () => calls.resolveTime(when.wall, when.zone),
    enabled: known,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return useMemo(() => {
    if (!known) return { status: 'none' };
    if (query.data) return { status: 'ok', at: new Date(query.data.at), note: query.data.note };
    if (query.error) return { status: 'refused', message: toAppError(query.error).message };
    return { status: 'asking' };
  }, [known, query.data, query.error]);
}
