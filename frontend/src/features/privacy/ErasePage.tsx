import { Button } from '@mantine/core';
import { IconInfoCircle, IconMovie, IconTrash, IconUserMinus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountMap, useFacts, usePosts } from '../../state/appStore';
import { setUi } from '../../state/ui';
import { Note } from '../../ui/Note';
import classes from './ErasePage.module.css';
import { ErasePicker } from './ErasePicker';
import page from './Page.module.css';
import { accountName } from './words';

/** Three reaches: one post, one account, everything. Each opens its plan before anything goes. */
export function ErasePage() {
  const { t } = useTranslation();
  const { workspace } = useFacts();
  const map = useAccountMap();
  const accounts = useMemo(() => [...map.values()], [map]);
  const hasPosts = usePosts().size > 0;
  return (
    <section className={page.page} aria-label={t('privacy.page.erase')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.erase.title')}</h2>
        <p className={page.lead}>{t('privacy.erase.text')}</p>
        <ul className={page.rows}>
          <li className={page.row}>
            <IconMovie size={18} stroke={1.7} className={classes.icon} aria-hidden />
            <div className={page.words}>
              <b>{t('privacy.erase.post')}</b>
              <span>{t('privacy.erase.postText')}</span>
            </div>
            <ErasePicker disabled={!hasPosts} />
          </li>
          <li className={`${page.row} ${classes.account}`}>
            <IconUserMinus size={18} stroke={1.7} className={classes.icon} aria-hidden />
            <div className={page.words}>
              <b>{t('privacy.erase.account')}</b>
              <span>{t('privacy.erase.accountText')}</span>
              {accounts.length === 0 && <span>{t('privacy.choices.none')}</span>}
              <div className={page.buttons}>
                {accounts.map((a) => (
                  <Button
                    key={a.id}
                    variant="default"
                    data-danger
                    onClick={() => setUi({ erasing: { scope: 'account', id: a.id } })}
                  >
                    {t('privacy.erase.goFor', { name: accountName(a) })}
                  </Button>
                ))}
              </div>
            </div>
          </li>
          <li className={page.row}>
            <IconTrash size={18} stroke={1.7} className={classes.icon} aria-hidden />
            <div className={page.words}>
              <b>
                {t('privacy.erase.all')}
                <small className={classes.name}>
                  {workspace === 'default' ? t('nav.defaultWorkspace') : workspace}
                </small>
              </b>
              <span>{t('privacy.erase.allText')}</span>
            </div>
            <Button
              variant="default"
              data-danger
              onClick={() => setUi({ erasing: { scope: 'all', id: '' } })}
            >
              {t('privacy.erase.go.all')}
            </Button>
          </li>
        </ul>
        <div className={page.note}>
          <Note icon={IconInfoCircle}>{t('privacy.erase.originals')}</Note>
        </div>
      </div>
    </section>
  );
}
