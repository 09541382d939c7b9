import type { TFunction } from 'i18next';
import type { Media, Post } from '../../backend/types';
import { runRemedy } from './acts';
import { remedyOf } from './model';
import classes from './RemedyButton.module.css';

type Props = { t: TFunction; post: Post; media: Media | undefined; tabIndex: number };

/** The one button a row may have: the remedy. */
export function RemedyButton({ t, post, media, tabIndex }: Props) {
  const remedy = remedyOf(post, media);
  if (!remedy) return null;
  return (
    // A plain button: a library's is many times the work, a thousand rows of it.
    <button
      type="button"
      className={classes.remedy}
      data-remedy={remedy}
      tabIndex={tabIndex}
      onClick={() => runRemedy(post)}
    >
      {t(`remedy.${remedy}`)}
    </button>
  );
}
