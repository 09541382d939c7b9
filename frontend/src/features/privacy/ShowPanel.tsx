import { Drawer } from '@mantine/core';
import { IconEraser, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { showStored } from '../../backend/privacyCalls';
import type { ShownRow, StoredCategory } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { formatDay, formatTime } from '../../lib/zones';
import { useAccountMap, useFacts } from '../../state/appStore';
import { keys } from '../../state/keys';
import { setUi, useUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { IconButton } from '../../ui/IconButton';
import { SearchField } from '../../ui/SearchField';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { PageError } from './PageError';
import classes from './ShowPanel.module.css';
import { leavesKey } from './storedModel';
import { accountName, categoryKey, categoryName, formatCount, keptWords } from './words';

type Props = { category: StoredCategory; accountId: string; onClose: () => void };

/** The most that the back end shows at once. */
const shownLimit = 500;

/** Everything about one kind of data: what is said about it, where it lies, and the things. */
export function ShowPanel({ category, accountId, onClose }: Props) {
  // The dialog that erases lies above: Escape is for it alone.
  const erasing = useUi((s) => s.erasing !== null);
  return (
    <Drawer
      opened
      closeOnEscape={!erasing}
      trapFocus={!erasing}
      onClose={onClose}
      position="right"
      size={480}
      padding={0}
      withCloseButton={false}
      lockScroll={false}
      classNames={{
        content: classes.panel ?? '',
        body: classes.body ?? '',
        overlay: classes.scrim ?? '',
      }}
      transitionProps={{ duration: 180 }}
    >
      <Inside category={category} accountId={accountId} onClose={onClose} />
    </Drawer>
  );
}

function Inside({ category, accountId, onClose }: Props) {
  const { t, i18n } = useTranslation();
  useReturnFocus();
  const accounts = useAccountMap();
  const name = categoryName(category.id, t);
  const key = categoryKey(category.id);
  const size = (n: number) => formatBytes(n, i18n.language);
  const count = (n: number) => formatCount(n, i18n.language);
  const account = accounts.get(accountId);
  const per = category.accounts.filter((a) => a.count > 0);
  return (
    <>
      <header className={classes.head}>
        <Drawer.Title className={classes.title ?? ''}>{name}</Drawer.Title>
        {account && <span>{accountName(account)}</span>}
        <IconButton icon={IconX} label={t('common.close')} data-autofocus onClick={onClose} />
      </header>
      <div className={classes.scroll}>
        <dl className={classes.facts}>
          {key && (
            <>
              <Fact name={t('privacy.show.what')}>{t(`privacy.category.${key}.what`)}</Fact>
              <Fact name={t('privacy.show.purpose')}>{t(`privacy.category.${key}.purpose`)}</Fact>
              <Fact name={t('privacy.show.source')}>{t(`privacy.category.${key}.source`)}</Fact>
              <Fact name={t('privacy.show.protection')}>
                {t(`privacy.category.${key}.protection`)}
              </Fact>
            </>
          )}
          <Fact name={t('privacy.show.kept')}>
            {keptWords(category.retentionDays, t, i18n.language)}
          </Fact>
          <Fact name={t('privacy.show.leaves')}>
            {t(`privacy.stored.leavesWord.${leavesKey(category.leaves)}`)}
          </Fact>
          {key && (
            <>
              <Fact name={t('privacy.show.correct')}>{t(`privacy.category.${key}.correct`)}</Fact>
              <Fact name={t('privacy.show.erase')}>{t(`privacy.category.${key}.erase`)}</Fact>
            </>
          )}
        </dl>
        {accountId === '' && per.length > 0 && (
          <Lines
            title={t('privacy.show.perAccount')}
            rows={per.map((a) => {
              const of = accounts.get(a.accountId);
              return [of ? accountName(of) : a.accountId, count(a.count), size(a.bytes)];
            })}
          />
        )}
        {category.parts.length > 0 && accountId === '' && (
          <Lines
            title={t('privacy.show.parts')}
            rows={category.parts.map((p) => [
              `${t(p.kind === 'files' ? 'privacy.show.files' : 'privacy.show.table')}: ${p.name}`,
              count(p.count),
              size(p.bytes),
            ])}
          />
        )}
        <ShownRows categoryId={category.id} name={name} accountId={accountId} />
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Lines({ title, rows }: { title: string; rows: readonly (readonly string[])[] }) {
  return (
    <>
      <h3>{title}</h3>
      <table className={classes.lines}>
        <tbody>
          {rows.map(([name, ...figures]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {figures.map((f, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move.
                <td key={i}>{f}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

type RowsProps = { categoryId: string; name: string; accountId: string };

/** The things themselves, at most 500, searchable; a post can be erased from here. */
function ShownRows({ categoryId, name, accountId }: RowsProps) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: keys.shown(categoryId, accountId),
    queryFn: () => showStored(categoryId, accountId),
    gcTime: 0,
  });
  const found = useMemo(() => {
    const words = find.trim().toLowerCase();
    return (data ?? []).filter((r) => `${r.title}\n${r.detail}`.toLowerCase().includes(words));
  }, [data, find]);
  return (
    <>
      <h3>{t('privacy.show.rows')}</h3>
      {error && <PageError message={toAppError(error).message} onAgain={() => refetch()} />}
      {data?.length === 0 && <p className={classes.none}>{t('privacy.show.empty')}</p>}
      {data && data.length > 8 && (
        <SearchField
          inside="panel"
          label={t('privacy.show.find')}
          clearLabel={t('queue.clear')}
          value={find}
          onChange={setFind}
        />
      )}
      {data && data.length >= shownLimit && (
        <p className={classes.none}>{t('privacy.show.first')}</p>
      )}
      {data && data.length > 0 && found.length === 0 && (
        <p className={classes.none}>{t('privacy.show.nothing')}</p>
      )}
      {found.length > 0 && <Things rows={found} label={t('privacy.show.rowsOf', { name })} />}
    </>
  );
}

const rowHeight = 48;

function Things({ rows, label }: { rows: readonly ShownRow[]; label: string }) {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const height = Math.min(rows.length, 9) * rowHeight;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <div ref={scroller} className={classes.things} style={{ height }} tabIndex={0}>
      <ul aria-label={label} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((v) => {
          const row = rows[v.index];
          if (!row) return null;
          const at = row.at ? new Date(row.at) : null;
          return (
            <li
              key={v.key}
              className={classes.thing}
              style={{ transform: `translateY(${v.start}px)` }}
            >
              <div className="selectable">
                <b>{row.title}</b>
                <small>{row.detail}</small>
              </div>
              {at && (
                <time dateTime={row.at}>
                  {formatDay(at, zone, now, i18n.language)}
                  <br />
                  {formatTime(at, zone)}
                </time>
              )}
              {row.postId && (
                <IconButton
                  icon={IconEraser}
                  size={15}
                  label={t('privacy.show.erasePostOf', { title: row.title.slice(0, 40) })}
                  onClick={() => setUi({ erasing: { scope: 'post', id: row.postId } })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
