import { Button, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatList } from '../../lib/numbers';
import { Kbd } from '../../ui/Kbd';
import classes from './ComposerFooter.module.css';
import { ConsentSentence } from './ConsentSentence';
import { discloseMissing, type Form, type Line, modeOf } from './model';

type Props = {
  form: Form;
  /** The clip was sent once already. */
  again: boolean;
  lines: readonly Line[];
  ready: boolean;
  busy: boolean;
  error: string;
  onSaveDraft: () => void;
  onAgree: () => void;
};

/** The consent sentence stands left of the button that gives it. */
export function ComposerFooter(props: Props) {
  const { form, again, lines, ready, busy, error, onSaveDraft, onAgree } = props;
  const { t } = useTranslation();
  const word =
    form.when.kind !== 'now'
      ? t('composer.agreeSchedule')
      : again
        ? t('composer.agreeAgain')
        : t(modeOf(form.input) === 'inbox' ? 'composer.agreeSend' : 'composer.agreePost');
  const missing = lines.filter((l) => !l.ok).map((l) => t(`composer.line.${l.key}`));
  const reason = discloseMissing(form)
    ? [t('composer.discloseMissing'), t('composer.gloss.discloseMissing')].filter(Boolean).join(' ')
    : t('composer.blocked', { what: formatList(missing) });
  return (
    <footer className={classes.foot}>
      <div className={classes.words}>
        {error && (
          <p className={classes.error} role="alert">
            {error}
          </p>
        )}
        {again && <p className={classes.again}>{t('composer.again')}</p>}
        <p className={classes.consent}>
          <ConsentSentence form={form} />
        </p>
        <p className={classes.help}>{t('composer.mayTake')}</p>
      </div>
      <Button size="md" variant="default" onClick={onSaveDraft}>
        {t('composer.saveDraft')}
      </Button>
      <Tooltip label={reason} disabled={ready} openDelay={0}>
        <Button
          size="md"
          // Kept focusable while it is off, so that the reason can be reached by keyboard.
          aria-disabled={!ready}
          {...(ready ? {} : { 'data-disabled': true })}
          aria-description={ready ? undefined : reason}
          aria-keyshortcuts="Control+Enter"
          loading={busy}
          rightSection={ready ? <Kbd keys="Ctrl ↵" onFill /> : null}
          onClick={(e) => {
            e.preventDefault();
            if (ready) onAgree();
          }}
        >
          {word}
        </Button>
      </Tooltip>
    </footer>
  );
}
