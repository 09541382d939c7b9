import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { fetchHistory } from '../../backend/calls';
import type { Post } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { formatTime } from '../../lib/zones';
import { type Told, toldHistory } from './historyModel';
import classes from './SentHistory.module.css';

/** What was sent and answered, minute by minute. */
export function SentHistory({ post, zone }: { post: Post; zone: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['history', post.id, post.rev],
    queryFn: () => fetchHistory(post.id),
    retry: false,
  });
  const told = toldHistory(data ?? []);
  if (told.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard too.
    <section className={classes.history} aria-label={t('uncertain.history')} tabIndex={0}>
      <table>
        <tbody>
          {told.map((line) => (
            <tr key={`${line.step} ${line.from}`}>
              <td>{span(line, zone)}</td>
              <th scope="row">{sentence(line, t)}</th>
              <td>{line.count > 1 && line.step !== 'sent' ? `× ${line.count}` : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function span({ from, to }: Told, zone: string): string {
  const [a, b] = [from, to].map((at) => formatTime(new Date(at), zone));
  return a === b ? `${a}` : `${a} – ${b}`;
}

function sentence({ step, bytes }: Told, t: TFunction): string {
  switch (step) {
    case 'sent':
      return t('uncertain.step.sent', { size: formatBytes(bytes) });
    case 'begin_init':
    case 'accept_init':
    case 'begin_finish':
    case 'finish_upload':
    case 'resume_upload':
    case 'snooze':
    case 'mark_uncertain':
    case 'abandon':
      return t(`uncertain.step.${step}`);
    default:
      return step;
  }
}
