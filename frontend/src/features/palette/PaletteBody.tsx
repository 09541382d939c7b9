import { IconSearch } from '@tabler/icons-react';
import {
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountMap, useFacts, useMediaMap, usePosts } from '../../state/appStore';
import { useCommands } from '../../state/commands';
import { recentCommands, rememberCommand } from '../../state/recentCommands';
import { setUi, useUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { Kbd } from '../../ui/Kbd';
import { type Item, offer } from './model';
import classes from './Palette.module.css';
import { PaletteLine } from './PaletteLine';

type Props = { onClose: (then?: () => void) => void };

/** The search field keeps the keyboard; arrows walk through the list below it. */
export function PaletteBody({ onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [query, setQuery] = useState('');
  const { groups, items } = useOffer(query);
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, items.length - 1);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  // The trap of the dialog would focus a moment later, and letters until then would be keys.
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the line itself is found by what is chosen.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, groups]);

  const choose = (item: Item | undefined) => {
    if (!item) return;
    const command = item.id.replace(/^recent /, '');
    if (item.picture.kind === 'icon') rememberCommand(command);
    onClose(item.run);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const step = steps[e.key];
    if (step !== undefined) {
      e.preventDefault();
      const n = items.length;
      if (n > 0) setAt(Number.isFinite(step) ? (chosen + step + n) % n : step < 0 ? 0 : n - 1);
    } else if (e.key === 'Enter' && !e.nativeEvent.isComposing) {
      e.preventDefault();
      choose(items[chosen]);
    } else if (e.key === '?' && query === '') {
      e.preventDefault();
      onClose(() => setUi({ shortcuts: true }));
    }
  };

  return (
    <>
      <div className={classes.field}>
        <IconSearch size={17} stroke={1.7} aria-hidden />
        <input
          ref={field}
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={items[chosen] ? `${id} ${chosen}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          value={query}
          spellCheck={false}
          autoComplete="off"
          onChange={(e) => {
            setQuery(e.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd keys="Esc" />
      </div>
      <div
        ref={list}
        data-palette
        id={id}
        role="listbox"
        aria-label={t('palette.title')}
        tabIndex={-1}
        className={classes.list}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox.
          <div key={group.key} role="group" aria-label={group.title}>
            <p className={classes.group} aria-hidden>
              {group.title}
            </p>
            {group.items.map((item) => {
              const n = items.indexOf(item);
              return (
                <PaletteLine
                  key={item.id}
                  id={`${id} ${n}`}
                  item={item}
                  chosen={n === chosen}
                  onPoint={() => setAt(n)}
                  onChoose={() => choose(item)}
                />
              );
            })}
          </div>
        ))}
      </div>
      {items.length === 0 && <p className={classes.none}>{t('palette.none', { query })}</p>}
      <p className="visually-hidden" role="status">
        {t('palette.count', { count: items.length })}
      </p>
      <footer className={classes.foot}>
        <Kbd keys="↑" />
        <Kbd keys="↓" />
        <span>{t('palette.choose')}</span>
        <Kbd keys="↵" />
        <span>{t('palette.doIt')}</span>
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onClose(() => setUi({ shortcuts: true }))}
        >
          <Kbd keys="?" />
          {t('palette.allShortcuts')}
        </button>
      </footer>
    </>
  );
}

const steps: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageUp: Number.NEGATIVE_INFINITY,
  PageDown: Number.POSITIVE_INFINITY,
};

/** What is offered now, at once: Enter right after a letter means what that letter found. */
function useOffer(query: string) {
  const { t } = useTranslation();
  const [recent] = useState(recentCommands);
  const commands = useCommands();
  const posts = usePosts();
  const media = useMediaMap();
  const accounts = useAccountMap();
  const { zone } = useFacts();
  const hidden = useUi((s) => s.hidden);
  const currentId = useUi((s) => s.currentId);
  const now = useNow();
  return useMemo(() => {
    const world = { commands, posts, media, accounts, hidden, currentId, recent, zone, now };
    const groups = offer(query, world, t);
    return { groups, items: groups.flatMap((g) => g.items) };
  }, [query, commands, posts, media, accounts, hidden, currentId, recent, zone, now, t]);
}
