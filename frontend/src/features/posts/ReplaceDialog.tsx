import { Button, Modal, TextInput } from '@mantine/core';
import { IconFolderOpen, IconSearch } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Media, Post } from '../../backend/types';
import { formatClock } from '../../lib/duration';
import { titleOf } from '../../state/actions';
import { useMediaMap } from '../../state/appStore';
import { replaceClip } from '../../state/remedies';
import { setUi } from '../../state/ui';
import { DialogBody } from '../../ui/DialogBody';
import { Thumb } from '../../ui/Thumb';
import classes from './ReplaceDialog.module.css';
import { mostShown, replacements, wantsSearch } from './replaceModel';

type Props = { post: Post; clip: Media | undefined };

/** Which clip a post has instead: one of the library, or a file that is chosen now. */
export function ReplaceDialog({ post, clip }: Props) {
  const { t } = useTranslation();
  const media = useMediaMap();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState('');
  const [busy, setBusy] = useState(false);
  const all = useMemo(() => replacements(media.values(), clip, ''), [media, clip]);
  const found = useMemo(() => replacements(all, clip, search), [all, clip, search]);
  const shown = found.slice(0, mostShown);
  const picked = shown.some((m) => m.id === chosen);
  const close = () => setUi({ replacingId: null });
  const replace = async (mediaId: string | null) => {
    setBusy(true);
    const done = await replaceClip(post, mediaId);
    setBusy(false);
    if (done) close();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (picked && !busy) void replace(chosen);
  };
  return (
    <Modal opened onClose={close} size={560} padding={0} centered>
      <form onSubmit={submit}>
        <DialogBody
          title={t('replace.title', { title: titleOf(post) })}
          actions={
            <>
              <Button
                size="md"
                variant="default"
                className={classes.file ?? ''}
                disabled={busy}
                leftSection={<IconFolderOpen size={16} stroke={1.7} aria-hidden />}
                {...(all.length === 0 ? { 'data-autofocus': true } : {})}
                onClick={() => void replace(null)}
              >
                {t('replace.file')}
              </Button>
              <Button size="md" variant="subtle" onClick={close}>
                {t('replace.cancel')}
              </Button>
              <Button size="md" type="submit" disabled={!picked || busy}>
                {t('replace.replace')}
              </Button>
            </>
          }
        >
          <p>{t(post.consentAt ? 'replace.textConsent' : 'replace.text')}</p>
          {wantsSearch(all) && (
            <TextInput
              className={classes.search ?? ''}
              aria-label={t('replace.search')}
              placeholder={t('replace.search')}
              value={search}
              spellCheck={false}
              leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
              onChange={(e) => setSearch(e.currentTarget.value)}
            />
          )}
          {all.length > 0 && (
            <fieldset className={classes.list}>
              <legend className="visually-hidden">{t('replace.list')}</legend>
              {shown.map((m, i) => (
                <label key={m.id} className={classes.clip} data-clip={m.id}>
                  <input
                    type="radio"
                    name="clip"
                    className="visually-hidden"
                    checked={m.id === chosen}
                    {...(i === 0 ? { 'data-autofocus': true } : {})}
                    onChange={() => setChosen(m.id)}
                  />
                  <Thumb src={thumbUrl(m.id)} width={32} height={57} radius={5} />
                  <span className={classes.name}>{m.name}</span>
                  <span className={classes.length}>{formatClock(m.durationMs)}</span>
                </label>
              ))}
            </fieldset>
          )}
          {found.length > mostShown && (
            <p className={classes.more}>{t('replace.more', { count: found.length - mostShown })}</p>
          )}
          {all.length > 0 && found.length === 0 && (
            <p role="status">{t('library.nothing', { search })}</p>
          )}
        </DialogBody>
      </form>
    </Modal>
  );
}
