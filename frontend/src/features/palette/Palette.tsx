import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setUi, useUi } from '../../state/ui';
import { useReturnFocus } from '../../ui/useReturnFocus';
import classes from './Palette.module.css';
import { PaletteBody } from './PaletteBody';

/** Ctrl+K: everything that can be done, and every post, clip and account, by a few letters. */
export function Palette() {
  // Drawn anew each time, in the same turn as the key, so that the next letter is already its.
  return useUi((s) => s.palette) ? <Opened /> : null;
}

function Opened() {
  const { t } = useTranslation();
  const [before] = useState(() => document.activeElement);
  useReturnFocus();
  const close = (then?: () => void) => {
    setUi({ palette: false });
    // First the keyboard goes back, then what was chosen may take it away again.
    setTimeout(() => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
      }
      then?.();
    });
  };
  return (
    <Modal
      opened
      onClose={() => close()}
      returnFocus={false}
      size={600}
      padding={0}
      yOffset="14dvh"
      classNames={{ content: classes.content ?? '', body: classes.body ?? '' }}
    >
      <Modal.Title className="visually-hidden">{t('palette.title')}</Modal.Title>
      <PaletteBody onClose={close} />
    </Modal>
  );
}
