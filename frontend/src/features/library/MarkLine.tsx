import { useTranslation } from 'react-i18next';
import { StateMark } from '../../ui/StateMark';
import type { Mark } from './model';

/** The one thing to know of a clip. */
export function MarkLine({ mark }: { mark: Mark }) {
  const { t } = useTranslation();
  const word =
    'word' in mark
      ? t(`library.mark.${mark.word}`)
      : 'state' in mark
        ? t(`library.state.${mark.state}`)
        : mark.sentence || t('library.mark.refused');
  return (
    <StateMark icon={mark.icon} tone={mark.tone} size={14}>
      {word}
    </StateMark>
  );
}
