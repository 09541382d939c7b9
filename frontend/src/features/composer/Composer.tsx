import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Media, Post, PostInput } from '../../backend/types';
import { unschedulePost } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { asState } from '../../state/postStates';
import { beforeReplacing } from '../../state/remedies';
import { shortcutFor } from '../../state/shortcuts';
import { openComposer, setUi, showPost } from '../../state/ui';
import { AccountPicker } from './AccountPicker';
import { CaptionPart } from './CaptionPart';
import { Checklist } from './Checklist';
import classes from './Composer.module.css';
import { ComposerFooter } from './ComposerFooter';
import { ComposerHeader } from './ComposerHeader';
import { Disclosure } from './Disclosure';
import { soundAdvice } from './fixes';
import { ModeChoice } from './ModeChoice';
import { effectiveInput, formOf, goesOutAt, isAgain, isReady, longest, modeOf } from './model';
import { Preflight } from './Preflight';
import { useAutosave } from './useAutosave';
import { forgetForm, useComposer } from './useComposer';
import { useSubmit } from './useSubmit';
import { useUsedUp } from './useUsedUp';
import { ViewerSettings } from './ViewerSettings';
import { WhenSection } from './WhenSection';

type ClipProps = {
  media: Media;
  edit: PostInput;
  onEdit: (part: Partial<PostInput>) => void;
  maxMs: number;
  inbox: boolean;
  soundAdvice: 'quiet' | 'loud' | null;
  username: string;
  caption: string;
  onReplace: () => void;
};

type Props = {
  post: Post;
  /** Posts before and after, for the arrows. */
  neighbours: { previous: string | undefined; next: string | undefined };
  renderClip: (props: ClipProps) => ReactNode;
};

/** Clip, words, disclosure and time of one post, in the order of TikTok's guideline. */
export function Composer({ post, neighbours, renderClip }: Props) {
  const { t } = useTranslation();
  const root = useRef<HTMLElement>(null);
  const model = useComposer(post);
  const { form, setForm, setInput, account, media, creator, time, lines, now } = model;
  const { keyframes, preflight } = model;
  const maxMs = longest(form, creator);
  const inbox = modeOf(form.input) === 'inbox';
  const usedUp = useUsedUp(form, time);
  const isDraft = asState(post.state) === 'draft';
  const input = effectiveInput(form, creator.status === 'ok' ? creator.creator : undefined);
  const save = useAutosave(post.id, input, formOf(post, form.when.zone, now).input, isDraft);
  useEffect(() => beforeReplacing(save.flush), [save.flush]);
  const close = () => setUi({ composerId: null });
  const { submit, busy, error } = useSubmit(post, save.flush, () => {
    forgetForm(post);
    close();
  });
  const ready = isReady(lines);
  const agree = () => {
    if (ready) void submit(form, creator);
  };
  const saveDraft = async () => {
    if (!(await save.flush())) return;
    // Storing a change already took a scheduled post back to the drafts.
    const state = appStore.get().entities.posts.get(post.id)?.state ?? '';
    const waits = ['scheduled', 'blocked', 'missed'].includes(state);
    if (waits && !(await unschedulePost(post.id))) return;
    forgetForm(post);
    close();
  };

  useEffect(() => {
    const first = root.current?.querySelector<HTMLElement>('textarea');
    (first ?? root.current)?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (e: KeyboardEvent) => {
    const wanted = shortcutFor(e.nativeEvent, 'composer');
    if (wanted === 'close' && !hasOpenDropdown()) {
      e.stopPropagation();
      close();
    } else if (wanted === 'agree') {
      e.preventDefault();
      agree();
    } else if (wanted === 'nextPost' || wanted === 'previousPost') {
      const id = wanted === 'nextPost' ? neighbours.next : neighbours.previous;
      e.preventDefault();
      if (id) openComposer(id);
    }
  };

  return (
    <section
      ref={root}
      role="dialog"
      data-composer
      aria-label={t('composer.title')}
      className={classes.composer}
      tabIndex={-1}
      onKeyDownCapture={onKeyDown}
    >
      <ComposerHeader post={post} save={save.state} neighbours={neighbours} onClose={close} />
      <div className={classes.clip}>
        {media &&
          renderClip({
            media,
            edit: form.input,
            onEdit: setInput,
            maxMs,
            inbox,
            soundAdvice: soundAdvice(preflight.findings),
            username: account?.username || account?.nickname || '',
            caption: form.input.caption,
            onReplace: () => setUi({ replacingId: post.id }),
          })}
      </div>
      <div className={classes.scroll}>
        <div className={classes.words}>
          <AccountPicker
            account={account}
            mode={modeOf(form.input)}
            onChoose={(accountId) => setInput({ accountId, privacy: '' })}
          />
          {account && (
            <ModeChoice
              account={account}
              mode={modeOf(form.input)}
              usedUp={usedUp}
              onChange={(mode) => setInput({ mode })}
            />
          )}
          <CaptionPart
            caption={form.input.caption}
            inbox={inbox}
            account={account}
            file={media?.name ?? ''}
            at={goesOutAt(form, time) ?? now}
            zone={form.when.zone}
            onChange={(caption) => setInput({ caption })}
          />
          {!inbox && (
            <ViewerSettings form={form} account={account} creator={creator} onChange={setInput} />
          )}
          <div className={classes.spring} />
          <Checklist lines={lines} />
        </div>
        <div className={classes.rest}>
          {!inbox && <Disclosure form={form} setForm={setForm} setInput={setInput} />}
          <WhenSection
            form={form}
            setForm={setForm}
            time={time}
            now={now}
            account={account}
            postId={post.id}
          />
          <Preflight
            preflight={preflight}
            about={media && { input: form.input, media, keyframes, maxMs }}
            onFix={setInput}
            onShowPost={(postId) => showPost(postId, false)}
          />
        </div>
      </div>
      <ComposerFooter
        form={form}
        again={isAgain(post)}
        lines={lines}
        ready={ready}
        busy={busy}
        error={error || (save.state.status === 'failed' ? save.state.message : preflight.error)}
        onSaveDraft={() => void saveDraft()}
        onAgree={agree}
      />
    </section>
  );
}

/** Escape belongs to an open list or menu first. */
function hasOpenDropdown(): boolean {
  const lists = document.querySelectorAll('[role="listbox"], [role="menu"], [data-popover-open]');
  return [...lists].some((list) => list.getClientRects().length > 0);
}
