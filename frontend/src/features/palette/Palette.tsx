import { Modal } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { setUi, useUi } from '../../state/ui';
import classes from './Palette.module.css';
import { PaletteBody } from './PaletteBody';

/** Ctrl+K: everything that can be done, and every post, clip and account, by a few letters. */
export function Palette() {
  const { t } = useTranslation();
  const open = useUi((s) => s.palette);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (open) before.current ??= document.activeElement;
    else before.current = null;
  }, [open]);
  const close = (then?: () => void) => {
    const back = before.current;
    setUi({ palette: false });
    // First the keyboard goes back, then what was chosen may take it away again.
    setTimeout(() => {
      if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true });
      then?.();
    });
  };
  return (
    <Modal
      opened={open}
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
