import {
  IconAlignBoxLeftMiddle,
  IconArrowBarToRight,
  IconCalendarClock,
  IconStack2,
  IconTrash,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePosts } from '../../state/appStore';
import { clearSelection, keepSelected, useSelection } from '../../state/selection';
import { type BulkEditor, setUi, useUi } from '../../state/ui';
import { deferred } from '../../ui/deferred';
import { Kbd } from '../../ui/Kbd';
import { deletePosts } from './acts';
import classes from './BulkBar.module.css';
import { useQueue } from './useQueue';

const BulkPanel = deferred(async () => (await import('./BulkPanel')).BulkPanel);

const edits: readonly { editor: BulkEditor; icon: TablerIcon; keys?: string }[] = [
  { editor: 'shift', icon: IconArrowBarToRight },
  { editor: 'caption', icon: IconAlignBoxLeftMiddle },
  { editor: 'account', icon: IconUsers },
  { editor: 'slots', icon: IconStack2 },
  { editor: 'spread', icon: IconCalendarClock, keys: 'm' },
];

/** What can be done with the selected posts; the edit that is open stands above it. */
export function BulkBar() {
  const selected = useSelection();
  const { indexOf, settled } = useQueue();
  // What a filter hides, or what is gone, is not acted on.
  useEffect(() => {
    if (settled) keepSelected((id) => indexOf.has(id));
  }, [indexOf, settled]);
  return selected.size > 0 ? <Bar count={selected.size} /> : null;
}

function Bar({ count }: { count: number }) {
  const { t } = useTranslation();
  const editor = useUi((s) => s.bulk);
  const posts = usePosts();
  const selected = useSelection();
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => () => setUi({ bulk: null }), []);
  const close = useCallback(() => {
    const button = bar.current?.querySelector<HTMLElement>('[aria-expanded="true"]');
    setUi({ bulk: null });
    button?.focus();
  }, []);
  return (
    <>
      <div ref={bar} className={classes.bar} role="toolbar" aria-label={t('bulk.bar')}>
        <span className={classes.count} aria-live="polite">
          {t('bulk.selected', { count })}
        </span>
        <button type="button" className={classes.clear} onClick={clearSelection}>
          {t('bulk.clear')}
          <Kbd keys="Esc" onFill />
        </button>
        <span className={classes.space} />
        <button
          type="button"
          className={classes.act}
          aria-keyshortcuts="Delete"
          title={t('bulk.delete')}
          onClick={() => deletePosts([...selected].flatMap((id) => posts.get(id) ?? []))}
        >
          <IconTrash size={15} stroke={1.7} aria-hidden />
          <span>{t('bulk.delete')}</span>
        </button>
        <span className={classes.rule} />
        {edits.map(({ editor: one, icon: Icon, keys }) => (
          <button
            key={one}
            type="button"
            className={classes.act}
            title={t(`bulk.${one}`)}
            aria-haspopup="dialog"
            aria-expanded={one === editor}
            aria-keyshortcuts={keys}
            onClick={() => setUi({ bulk: one === editor ? null : one })}
          >
            <Icon size={15} stroke={1.7} aria-hidden />
            <span>{t(`bulk.${one}`)}</span>
          </button>
        ))}
      </div>
      {editor && <BulkPanel key={editor} editor={editor} onClose={close} />}
    </>
  );
}
