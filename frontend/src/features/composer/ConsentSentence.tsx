import { Trans } from 'react-i18next';
import type { ReactNode } from 'react';
import type { LinkName } from '../../backend/types';
import { openLink } from '../../state/actions';
import classes from './ConsentSentence.module.css';
import { consentText, type Form } from './model';

/** TikTok's sentence, word for word (G17, G18). Its links open in the browser. */
export function ConsentSentence({ form }: { form: Form }) {
  return (
    <Trans
      i18nKey={`composer.consent.${consentText(form)}`}
      components={{
        music: <ConsentLink name="music-usage" />,
        policy: <ConsentLink name="branded-content" />,
      }}
    />
  );
}

function ConsentLink({ name, children }: { name: LinkName; children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is a link, but the back end opens it.
    <button
      type="button"
      role="link"
      className={classes.link}
      onClick={() => void openLink(name)}
    >
      {children}
    </button>
  );
}
