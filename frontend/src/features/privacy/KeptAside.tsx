import { Button } from '@mantine/core';
import { IconTrash, IconUserMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes';
import { setUi } from '../../state/ui';
import classes from './KeptAside.module.css';
import { useInventory } from './useInventory';
import { categoryKey, categoryName, keptWords } from './words';

/** Beside the list in a wide window: what is kept here, and the way to erase it. */
export function KeptAside() {
  const { t, i18n } = useTranslation();
  const { data } = useInventory();
  const kept = data?.categories.filter((c) => c.count > 0 || c.bytes > 0) ?? [];
  return (
    <aside className={classes.aside} aria-label={t('privacy.aside.title')}>
      <h3>{t('privacy.aside.title')}</h3>
      <ul>
        {kept.map((c) => {
          const key = categoryKey(c.id);
          return (
            <li key={c.id}>
              <b>{categoryName(c.id, t)}</b>
              <span>{formatBytes(c.bytes, i18n.language)}</span>
              <small>{key && t(`privacy.category.${key}.short`)}</small>
              <small>{keptWords(c.retentionDays, t, i18n.language)}</small>
            </li>
          );
        })}
      </ul>
      <p>{t('privacy.aside.originals')}</p>
      <Button variant="default" fullWidth onClick={() => setUi({ privacyPage: 'stored' })}>
        {t('privacy.aside.more')}
      </Button>
      <hr />
      <h3>{t('privacy.aside.erase')}</h3>
      <p>{t('privacy.aside.eraseText')}</p>
      <div className={classes.buttons}>
        <Button
          variant="default"
          data-danger
          fullWidth
          justify="flex-start"
          leftSection={<IconUserMinus size={15} stroke={1.7} aria-hidden />}
          onClick={() => setUi({ privacyPage: 'erase' })}
        >
          {t('privacy.erase.go.account')}
        </Button>
        <Button
          variant="default"
          data-danger
          fullWidth
          justify="flex-start"
          leftSection={<IconTrash size={15} stroke={1.7} aria-hidden />}
          onClick={() => setUi({ erasing: { scope: 'all', id: '' } })}
        >
          {t('privacy.erase.go.all')}
        </Button>
      </div>
    </aside>
  );
}
