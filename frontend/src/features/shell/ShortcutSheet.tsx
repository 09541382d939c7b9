import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setUi, useUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import classes from './ShortcutSheet.module.css';

const queue = [
  ['newPost', 'N'],
  ['search', '/'],
  ['nextRow', 'J ↓'],
  ['previousRow', 'K ↑'],
  ['act', 'Enter'],
  ['edit', 'E'],
  ['preview', 'Space'],
  ['move', 'M'],
  ['select', 'X'],
  ['selectMore', 'Shift ↑ ↓'],
  ['selectAll', 'Ctrl A'],
  ['clear', 'Esc'],
  ['delete', 'Del'],
  ['undo', 'Ctrl Z'],
  ['help', '?'],
] as const;

const composer = [
  ['agree', 'Ctrl ↵'],
  ['neighbours', 'Ctrl ↑ ↓'],
  ['playPause', 'Space'],
  ['trim', 'I O'],
  ['close', 'Esc'],
] as const;

/** All keys on one sheet. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const open = useUi((s) => s.shortcuts);
  return (
    <Modal
      opened={open}
      onClose={() => setUi({ shortcuts: false })}
      size={560}
      padding={0}
      centered
    >
      <div className={classes.sheet}>
        <Modal.Title className={classes.title ?? ''}>{t('shortcuts.title')}</Modal.Title>
        <div className={classes.columns}>
          <Keys title={t('shortcuts.queue')} rows={queue} />
          <Keys title={t('shortcuts.composer')} rows={composer} />
        </div>
      </div>
    </Modal>
  );
}

type Row = (typeof queue)[number] | (typeof composer)[number];

function Keys({ title, rows }: { title: string; rows: readonly Row[] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{title}</h3>
      <dl className={classes.keys}>
        {rows.map(([word, keys]) => (
          <div key={word}>
            <dt>{t(`shortcuts.${word}`)}</dt>
            <dd>
              {keys.split(' ').map((k) => (
                <Kbd key={k} keys={k} />
              ))}
              <span className="visually-hidden">{keys}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
