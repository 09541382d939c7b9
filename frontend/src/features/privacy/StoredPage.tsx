import { Button } from '@mantine/core';
import { IconArrowUpRight, IconLock, IconRefresh } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import type { StoredCategory } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { useAccountMap, useFacts } from '../../state/appStore';
import { ChoiceMenu } from './ChoiceMenu';
import page from './Page.module.css';
import { PageError } from './PageError';
import { ShowPanel } from './ShowPanel';
import classes from './StoredPage.module.css';
import { leavesKey, shareOf } from './storedModel';
import { useInventory } from './useInventory';
import {
  accountName,
  categoryKey,
  categoryName,
  formatClockTime,
  formatCount,
  keptWords,
} from './words';

/** What is stored, kind by kind, with counts and sizes, for all accounts or for one. */
export function StoredPage() {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const inventory = useInventory();
  const map = useAccountMap();
  const accounts = useMemo(() => [...map.values()], [map]);
  const [wanted, setAccountId] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  // An account that was erased meanwhile has nothing to show.
  const accountId = map.has(wanted) ? wanted : '';
  const account = map.get(accountId);
  const { data } = inventory;
  const rows = data?.categories.map((c) => ({ category: c, ...shareOf(c, accountId) })) ?? [];
  const total = rows.reduce((n, r) => n + r.bytes, 0);
  const open = data?.categories.find((c) => c.id === shown);
  if (inventory.error && !data) {
    return (
      <section className={page.page} aria-label={t('privacy.page.stored')}>
        <PageError
          message={toAppError(inventory.error).message}
          onAgain={() => inventory.refetch()}
        />
      </section>
    );
  }
  return (
    <section className={page.page} aria-label={t('privacy.page.stored')}>
      <div className={page.wide}>
        <h2 className={page.title}>{t('privacy.stored.title')}</h2>
        <p className={page.lead}>{t('privacy.stored.text')}</p>
        <div className={classes.bar}>
          {accounts.length > 0 && (
            <ChoiceMenu
              name={t('privacy.stored.account')}
              label={account ? accountName(account) : t('privacy.stored.allAccounts')}
              value={accountId}
              on={accountId !== ''}
              choices={[
                { value: '', label: t('privacy.stored.allAccounts') },
                ...accounts.map((a) => ({ value: a.id, label: accountName(a) })),
              ]}
              onChoose={setAccountId}
            />
          )}
          <span className={classes.counted} data-testid="stored-total">
            {data &&
              `${t('privacy.stored.total', { n: formatBytes(total, i18n.language) })} · ${t(
                'privacy.stored.counted',
                { time: formatClockTime(new Date(data.madeAt), zone) },
              )}`}
          </span>
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} stroke={1.7} aria-hidden />}
            onClick={() => void inventory.refetch({ cancelRefetch: false })}
          >
            {t('privacy.stored.refresh')}
          </Button>
        </div>
        <table className={`${page.table} ${classes.table}`} aria-busy={!data}>
          <thead>
            <tr>
              <th scope="col">{t('privacy.stored.kind')}</th>
              <th scope="col" data-figure>
                {t('privacy.stored.things')}
              </th>
              <th scope="col" data-figure>
                {t('privacy.stored.size')}
              </th>
              <th scope="col">{t('privacy.stored.kept')}</th>
              <th scope="col">{t('privacy.stored.leaves')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('privacy.stored.show')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ category, count, bytes }) => (
              <StoredRow
                key={category.id}
                category={category}
                count={count}
                bytes={bytes}
                onShow={() => setShown(category.id)}
              />
            ))}
          </tbody>
        </table>
        <p className={classes.originals}>{t('privacy.aside.originals')}</p>
      </div>
      {open && <ShowPanel category={open} accountId={accountId} onClose={() => setShown(null)} />}
    </section>
  );
}

type RowProps = {
  category: StoredCategory;
  count: number;
  bytes: number;
  onShow: () => void;
};

/** One kind of data: how much there is, how long it is kept, whether it leaves. */
function StoredRow(props: RowProps) {
  const { category, count, bytes, onShow } = props;
  const { t, i18n } = useTranslation();
  const key = categoryKey(category.id);
  const name = categoryName(category.id, t);
  const leaves = leavesKey(category.leaves);
  const Leaves = leaves === 'never' ? IconLock : IconArrowUpRight;
  const none = count === 0 && bytes === 0;
  return (
    <tr data-category={category.id} data-none={none || undefined}>
      <th scope="row">
        <b>{name}</b>
        <small>{key && t(`privacy.category.${key}.short`)}</small>
      </th>
      <td data-figure>{none ? t('privacy.stored.none') : formatCount(count, i18n.language)}</td>
      <td data-figure>{none ? '' : formatBytes(bytes, i18n.language)}</td>
      <td>{keptWords(category.retentionDays, t, i18n.language)}</td>
      <td>
        <span className={classes.leaves} data-leaves={leaves}>
          <Leaves size={14} stroke={1.8} aria-hidden />
          {t(`privacy.stored.leavesWord.${leaves}`)}
        </span>
      </td>
      <td>
        <Button
          variant="default"
          size="xs"
          aria-label={t('privacy.stored.showOf', { name })}
          onClick={onShow}
        >
          {t('privacy.stored.show')}
        </Button>
      </td>
    </tr>
  );
}
