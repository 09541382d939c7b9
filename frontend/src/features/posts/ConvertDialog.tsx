import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freeSlots } from '../../backend/calls';
import type { Post, SlotTime } from '../../backend/types';
import { whenIn } from '../../lib/shortTimes';
import { titleOf } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { convertPost } from '../../state/bulk';
import { keys } from '../../state/keys';
import { setUi } from '../../state/ui';
import { DialogBody } from '../../ui/DialogBody';
import { openMove } from './acts';
import { isMovable } from './model';

type Props = { post: Post };

/** Asks whether the picture of a refused clip is to be made anew, and when it goes out then. */
export function ConvertDialog({ post }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [opened] = useState(() => Date.now());
  // Without a consent it can't go out yet, whenever there is room.
  const sendable = isMovable(post) && post.accountId !== '';
  const query = useQuery({
    queryKey: keys.nextSlot(post.accountId, post.rev, opened),
    queryFn: () => freeSlots(post.accountId, '', 1),
    enabled: sendable,
    retry: false,
    gcTime: 0,
  });
  const slot = query.data?.[0];
  const rate = post.convert === '30fps';
  const whenOf = (s: SlotTime) => whenIn(new Date(s.at), s.zone, new Date(), t);
  const close = () => setUi({ convertingId: null });
  const convert = async (to: SlotTime | undefined, ask = false) => {
    setBusy(true);
    const move = to && {
      id: post.id,
      when: { now: false, wall: to.wall, zone: to.zone },
      slot: true,
    };
    const label = to
      ? t('undo.moved', { title: titleOf(post), when: whenOf(to) })
      : t('undo.converted', { title: titleOf(post) });
    const done = await convertPost(post.id, move ?? null, label);
    setBusy(false);
    if (!done) return;
    close();
    const now = appStore.get().entities.posts.get(post.id);
    if (ask && now) openMove(now);
  };
  const convertAndPost = async () => {
    const [to] = query.data ?? (await query.refetch()).data ?? [];
    await convert(to, !to);
  };
  return (
    <Modal opened onClose={close} size={580} padding={0} centered>
      <DialogBody
        title={t(rate ? 'convert.title30' : 'convert.title')}
        actions={
          <>
            <Button size="md" variant="subtle" onClick={close}>
              {t('convert.cancel')}
            </Button>
            <Button
              size="md"
              variant={sendable ? 'default' : 'filled'}
              disabled={busy}
              {...(sendable ? {} : { 'data-autofocus': true })}
              onClick={() => void convert(undefined)}
            >
              {t('convert.only')}
            </Button>
            {sendable && (
              <Button
                size="md"
                data-autofocus
                disabled={busy}
                aria-describedby={slot ? 'convert-when' : undefined}
                onClick={() => void convertAndPost()}
              >
                {t(slot || query.isPending ? 'convert.andPost' : 'convert.andAsk')}
              </Button>
            )}
          </>
        }
      >
        <p>{t(rate ? 'convert.text30' : 'convert.text')}</p>
        {slot && <p id="convert-when">{t('convert.when', { when: whenOf(slot) })}</p>}
        {!sendable && <p>{t('convert.noConsent')}</p>}
      </DialogBody>
    </Modal>
  );
}
