import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account } from '../../backend/types';
import { usePosts } from '../../state/appStore';
import { Thumb } from '../../ui/Thumb';
import type { Form } from './model';
import { slotsOnDay } from './slotModel';
import classes from './WhenSection.module.css';

type Props = {
  account: Account;
  when: Form['when'];
  postId: string;
  now: Date;
  onChoose: (part: { time: string; zone: string }) => void;
};

/** The account's slots on the chosen day: free ones to be chosen, taken ones with their clip. */
export function DaySlots({ account, when, postId, now, onChoose }: Props) {
  const { t } = useTranslation();
  const posts = usePosts();
  const slots = slotsOnDay(account, when.date, posts.values(), postId, now);
  if (slots.length === 0) return null;
  return (
    <section className={classes.slots} aria-label={t('composer.slots')}>
      {slots.map(({ wall, zone, taken }) => {
        const on = when.time === wall && when.zone === zone;
        return (
          <button
            key={`${wall} ${zone}`}
            type="button"
            className={classes.slot}
            aria-pressed={on}
            disabled={taken !== undefined}
            onClick={() => onChoose({ time: wall, zone })}
          >
            <b className="num">{wall}</b>
            {taken && <Thumb src={thumbUrl(taken.mediaId)} width={11} height={20} />}
            <span>{t(taken ? 'composer.slotTaken' : 'composer.slotFree')}</span>
          </button>
        );
      })}
    </section>
  );
}
