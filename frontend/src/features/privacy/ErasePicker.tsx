import { Button, Popover } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { titleOf } from '../../state/actions';
import { useAccountMap, usePosts } from '../../state/appStore';
import { setUi } from '../../state/ui';
import { SearchField } from '../../ui/SearchField';
import { Thumb } from '../../ui/Thumb';
import classes from './ErasePage.module.css';
import { accountName } from './words';

const most = 50;

/** Finds one post by its words. */
export function ErasePicker({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      offset={4}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          ref={opener}
          variant="default"
          data-danger
          disabled={disabled}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t('privacy.erase.go.post')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown
        className={classes.picker ?? ''}
        data-popover-open
        aria-label={t('privacy.erase.choosePost')}
      >
        <PostChoice
          onChosen={(id) => {
            setOpen(false);
            // The dialog gives the keyboard back to what had it.
            opener.current?.focus();
            setUi({ erasing: { scope: 'post', id } });
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function PostChoice({ onChosen }: { onChosen: (id: string) => void }) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const posts = usePosts();
  const accounts = useAccountMap();
  const found = useMemo(() => {
    const words = find.trim().toLowerCase();
    return [...posts.values()]
      .map((post) => {
        const account = accounts.get(post.accountId);
        return { post, title: titleOf(post), name: account ? accountName(account) : '' };
      })
      .filter((p) => `${p.title} ${p.name} ${p.post.caption}`.toLowerCase().includes(words))
      .sort((a, b) => b.post.updatedAt.localeCompare(a.post.updatedAt));
  }, [posts, accounts, find]);
  return (
    <>
      <SearchField
        inside="popover"
        label={t('privacy.erase.findPost')}
        clearLabel={t('queue.clear')}
        value={find}
        onChange={setFind}
      />
      {found.length === 0 && <p className={classes.none}>{t('privacy.erase.noMatch')}</p>}
      <ul className={classes.posts}>
        {found.slice(0, most).map(({ post, title, name }) => (
          <li key={post.id}>
            <button type="button" className={classes.post} onClick={() => onChosen(post.id)}>
              <Thumb src={thumbUrl(post.mediaId)} width={18} height={32} />
              <span>
                <b>{title}</b>
                <small>{name || t('post.noAccount')}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > most && <p className={classes.none}>{t('privacy.erase.cutOff')}</p>}
    </>
  );
}
