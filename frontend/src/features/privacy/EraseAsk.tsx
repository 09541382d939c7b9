import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconHelpCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { fetchErasePlan } from '../../backend/privacyCalls';
import type { ErasePlan } from '../../backend/types';
import { openLink } from '../../state/actions';
import { keys } from '../../state/keys';
import { type Erasing, setUi, showPost } from '../../state/ui';
import { workspaceName } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { Counts } from './Counts';
import classes from './EraseDialog.module.css';
import { mayErase } from './eraseModel';

type Props = {
  erasing: Erasing;
  name: string;
  /** What the last try was refused with. */
  error: string;
  onClose: () => void;
  onErase: (plan: ErasePlan, unsettled: boolean) => void;
};

/** What goes, what stays, what is out of reach; then the word for it. Keeping is the safe act. */
export function EraseAsk({ erasing, name, error, onClose, onErase }: Props) {
  const { t } = useTranslation();
  const { scope, id } = erasing;
  const plan = useQuery({
    queryKey: keys.erasePlan(scope, id),
    queryFn: () => fetchErasePlan(scope, id),
    // A plan is of this moment.
    staleTime: 0,
    gcTime: 0,
  });
  const [typed, setTyped] = useState('');
  const [unsettled, setUnsettled] = useState(false);
  const { data } = plan;
  // What is typed is the name as it is shown; the back end hears its own.
  const word = scope === 'all' ? workspaceName(data?.confirm ?? '') : (data?.confirm ?? '');
  const ready = data !== undefined && mayErase({ ...data, confirm: word }, typed, unsettled);
  const troubled = error || (plan.error ? toAppError(plan.error).message : '');
  return (
    <DialogBody
      title={t(`privacy.erase.ask.${scope}`, { name })}
      actions={
        <>
          <Button
            size="md"
            variant="default"
            data-danger
            disabled={!ready}
            onClick={() => data && ready && onErase(data, unsettled)}
          >
            {t(`privacy.erase.do.${scope}`)}
          </Button>
          <Button
            size="md"
            data-autofocus
            rightSection={<Kbd keys="Esc" onFill />}
            onClick={onClose}
          >
            {t(scope === 'all' ? 'privacy.erase.keepAll' : 'privacy.erase.keep')}
          </Button>
        </>
      }
    >
      <p className={classes.lead}>{t('privacy.erase.cannotUndo')}</p>
      {!data && !plan.error && <p role="status">{t('privacy.erase.asking')}</p>}
      {data && (
        <form
          className={classes.plan}
          onSubmit={(e) => {
            e.preventDefault();
            if (ready) onErase(data, unsettled);
          }}
        >
          <div className={classes.facts}>
            <Part title={t('privacy.erase.goes')}>
              {data.goes.some((g) => g.count > 0) ? (
                <Counts counts={data.goes} />
              ) : (
                <p>{t('privacy.erase.goesNothing')}</p>
              )}
            </Part>
            <Part title={t('privacy.erase.stays')}>
              <Sentences list={data.stays} />
            </Part>
            <Part title={t('privacy.erase.beyond')}>
              <Sentences list={data.beyond} />
              <button
                type="button"
                className={classes.link}
                onClick={() => void openLink('app-permissions')}
              >
                {t('privacy.erase.appPermissions')}
              </button>
            </Part>
          </div>
          {data.inFlight.length > 0 && (
            <Note icon={IconAlertTriangle} tone="amber">
              {t('privacy.erase.inFlight', { count: data.inFlight.length })}
            </Note>
          )}
          {data.unsettled.length > 0 && (
            <Note
              icon={IconHelpCircle}
              tone="amber"
              action={
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => {
                    setUi({ erasing: null });
                    showPost(data.unsettled[0] ?? '', true);
                  }}
                >
                  {t('privacy.erase.look')}
                </Button>
              }
            >
              <p>{t('privacy.erase.unsettled', { count: data.unsettled.length })}</p>
              <Checkbox
                className={classes.word ?? ''}
                label={t('privacy.erase.unsettledYes', { count: data.unsettled.length })}
                checked={unsettled}
                onChange={(e) => setUnsettled(e.currentTarget.checked)}
              />
            </Note>
          )}
          {word !== '' && (
            <div>
              <label htmlFor="erase-confirm" className={classes.label}>
                <Trans
                  i18nKey="privacy.erase.type"
                  values={{ name: word }}
                  components={{ b: <b className="selectable" /> }}
                />
              </label>
              <TextInput
                id="erase-confirm"
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(e) => setTyped(e.currentTarget.value)}
              />
            </div>
          )}
        </form>
      )}
      {troubled && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {troubled}
        </Note>
      )}
    </DialogBody>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function Sentences({ list }: { list: readonly string[] }) {
  return (
    <ul className={classes.sentences}>
      {list.map((s) => (
        <li key={s}>{s}</li>
      ))}
    </ul>
  );
}
