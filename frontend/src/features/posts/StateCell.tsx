import type { TFunction } from 'i18next';
import type { Post, RenderProgress, UploadProgress } from '../../backend/types';
import { formatSpan } from '../../lib/duration';
import { formatPercent } from '../../lib/numbers';
import { openLink } from '../../state/actions';
import { viewState } from '../../state/postStates';
import { ProgressBar } from '../../ui/ProgressBar';
import { StateMark } from '../../ui/StateMark';
import classes from './StateCell.module.css';

type Props = {
  t: TFunction;
  post: Post;
  upload: UploadProgress | undefined;
  render: RenderProgress | undefined;
  /** Uploads are paused: how long they take is not known. */
  paused: boolean;
};

/** State in icon, word and colour, with a bar and the time left while something runs. */
export function StateCell({ t, post, upload, render, paused }: Props) {
  const view = viewState(post, upload, render);
  const word = t(`state.${view.word}`);
  const text = view.percent === null ? word : `${word} ${formatPercent(view.percent)}`;
  const mark = (
    <StateMark icon={view.icon} tone={view.tone}>
      <span className={post.link ? classes.linked : undefined}>{text}</span>
    </StateMark>
  );
  return (
    <div className={classes.cell}>
      <div className={classes.line}>
        {post.link ? (
          <button
            type="button"
            className={classes.link}
            tabIndex={-1}
            title={t('menu.view')}
            onClick={() => void openLink(`post:${post.id}`)}
          >
            {mark}
          </button>
        ) : (
          mark
        )}
        {view.remainingMs > 0 && !(paused && view.word === 'uploading') && (
          <span className={classes.left}>
            {t('strip.left', { span: formatSpan(view.remainingMs) })}
          </span>
        )}
      </div>
      {view.bar !== null && <ProgressBar value={view.bar} tone={view.tone} label={word} />}
    </div>
  );
}
