import { useEffect, useMemo, useState } from 'react';
import { HealthStrip } from '../features/health';
import {
  ClipGrid,
  ClipInspector,
  ClipTable,
  countsOf,
  EmptyLibrary,
  LibraryToolbar,
  NothingFound,
  select,
  useLibrary,
} from '../features/library';
import { setUi, uiStore, useUi } from '../state/ui';
import classes from './LibraryView.module.css';

const start = { filter: 'all', search: '', sort: 'newest', table: false } as const;

/** The clips, and everything about the chosen one beside them. */
export default function LibraryView() {
  const { clips, look } = useLibrary();
  const [choice, setChoice] = useState<Parameters<typeof LibraryToolbar>[0]['choice']>(start);
  const { filter, search, sort, table } = choice;
  const counts = useMemo(() => countsOf(clips), [clips]);
  const shown = useMemo(() => select(clips, filter, search, sort), [clips, filter, search, sort]);
  const clipId = useUi((s) => s.clipId);
  const chosen = clips.find((c) => c.media.id === clipId);
  const List = table ? ClipTable : ClipGrid;
  useSearchKey();
  return (
    <>
      <LibraryToolbar
        choice={choice}
        counts={counts}
        onChange={(part) => setChoice((c) => ({ ...c, ...part }))}
      />
      <HealthStrip />
      {clips.length === 0 ? (
        <EmptyLibrary />
      ) : (
        <div className={classes.split}>
          {shown.length === 0 ? (
            <NothingFound
              search={search}
              onClear={() =>
                setChoice((c) => ({ ...c, search: '', filter: search ? c.filter : 'all' }))
              }
            />
          ) : (
            <List clips={shown} currentId={clipId} onChoose={(id) => setUi({ clipId: id })} />
          )}
          {chosen && (
            <ClipInspector key={chosen.media.id} clip={chosen} all={clips} onLook={look} />
          )}
        </div>
      )}
    </>
  );
}

const written = 'input:not([type="radio"], [type="checkbox"]), textarea';

/** "/" leads to the search unless something is written or lies above. */
function useSearchKey() {
  useEffect(() => {
    const onKeyDown = (e: KeyboardEvent) => {
      const at = e.target instanceof HTMLElement ? e.target : null;
      const { composerId, previewMediaId, connecting } = uiStore.get();
      if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
      if (composerId || previewMediaId || connecting || at?.matches(written)) return;
      e.preventDefault();
      document.querySelector<HTMLElement>('input[data-search]')?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
