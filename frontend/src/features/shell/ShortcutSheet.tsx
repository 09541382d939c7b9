import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { capsOf } from '../../lib/keys';
import { type Scope, type ShortcutId, scopes, shortcuts, shortcutsOf } from '../../state/shortcuts';
import { setUi, useUi } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import classes from './ShortcutSheet.module.css';

/** All keys on one sheet. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const open = useUi((s) => s.shortcuts);
  return (
    <Modal
      opened={open}
      onClose={() => setUi({ shortcuts: false })}
      size={720}
      padding={0}
      centered
    >
      <div className={classes.sheet}>
        <header className={classes.top}>
          <Modal.Title className={classes.title ?? ''}>{t('shortcuts.title')}</Modal.Title>
          <IconButton
            icon={IconX}
            label={t('common.close')}
            tooltip={false}
            onClick={() => setUi({ shortcuts: false })}
          />
        </header>
        <ShortcutList />
      </div>
    </Modal>
  );
}

/** All keys, place by place. */
export function ShortcutList() {
  return (
    <div className={classes.columns}>
      {scopes.map((scope) => (
        <Keys key={scope} scope={scope} />
      ))}
    </div>
  );
}

function Keys({ scope }: { scope: Scope }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t(`shortcuts.scope.${scope}`)}</h3>
      <dl className={classes.keys}>
        {shortcutsOf(scope).map((id) => (
          <div key={id}>
            <dt>{t(`shortcuts.${id}`)}</dt>
            <dd>
              <Combos id={id} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Every way to press it, side by side. */
function Combos({ id }: { id: ShortcutId }) {
  const { t } = useTranslation();
  return shortcuts[id].combos.map((combo, i) => (
    <span key={combo} className={classes.combo}>
      {i > 0 && <span className={classes.or}>{t('shortcuts.or')}</span>}
      {capsOf(combo).map((k) => (
        <Kbd key={k} keys={k} />
      ))}
      <span className="visually-hidden">{capsOf(combo).join(' ')}</span>
    </span>
  ));
}
