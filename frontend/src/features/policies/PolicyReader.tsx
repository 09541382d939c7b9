import { Button, Modal, SegmentedControl } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { LinkName, PolicyBlock, PolicyText } from '../../backend/types';
import { openLink } from '../../state/actions';
import { keys } from '../../state/keys';
import { type PolicyDocument, setUi, useUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { versionLine } from './model';
import classes from './PolicyReader.module.css';

/** The privacy policy and the terms, built in and readable offline. */
export function PolicyReader() {
  const reading = useUi((s) => s.reading);
  return reading && <Reader reading={reading} />;
}

const close = () => setUi({ reading: null });

function Reader({ reading }: { reading: PolicyDocument }) {
  const { t, i18n } = useTranslation();
  useReturnFocus();
  const language = i18n.language;
  const { data, error } = useQuery({
    queryKey: keys.policy(reading, language),
    queryFn: () => calls.fetchPolicy(reading, language),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Modal opened onClose={close} size={680} padding={0} centered zIndex={400}>
      <div className={classes.reader}>
        <header className={classes.head}>
          <Modal.Title className={classes.title ?? ''}>{t(`policy.${reading}`)}</Modal.Title>
          <SegmentedControl
            aria-label={t('policy.which')}
            value={reading}
            onChange={(v) => setUi({ reading: v as PolicyDocument })}
            data={[
              { value: 'privacy', label: t('policy.privacy') },
              { value: 'terms', label: t('policy.terms') },
            ]}
          />
        </header>
        <section
          className={classes.text}
          aria-label={t(`policy.${reading}`)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          key={reading}
        >
          {error && (
            <Note icon={IconAlertOctagon} tone="red" role="alert">
              {toAppError(error).message}
            </Note>
          )}
          {data && <Body text={data} />}
        </section>
        <footer className={classes.foot}>
          {data && (
            <p className="selectable">
              {t('policy.version', versionLine(data, language))}{' '}
              <code>{data.digest.slice(0, 12)}</code>
            </p>
          )}
          <Button
            size="md"
            variant="default"
            data-autofocus
            rightSection={<Kbd keys="Esc" />}
            onClick={close}
          >
            {t('common.close')}
          </Button>
        </footer>
      </div>
    </Modal>
  );
}

function Body({ text }: { text: PolicyText }) {
  return (
    <div className={`${classes.body} selectable`} lang={text.language}>
      {text.sections.map((s) => (
        <section key={s.heading}>
          {s.heading && <h3>{s.heading}</h3>}
          {s.blocks.map((b, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change.
            <Block key={i} block={b} />
          ))}
        </section>
      ))}
    </div>
  );
}

function Block({ block }: { block: PolicyBlock }) {
  if (block.kind === 'text') return <p>{block.text}</p>;
  if (block.kind === 'list') {
    return (
      <ul>
        {block.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    );
  }
  return (
    <>
      {block.text && <h4>{block.text}</h4>}
      <dl>
        {block.facts.map((f) => (
          <div key={f.label}>
            <dt>{f.label}</dt>
            <dd>
              {f.link ? (
                <button type="button" onClick={() => void openLink(f.link as LinkName)}>
                  {f.text}
                </button>
              ) : (
                f.text
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
