import type { ReactNode } from 'react';
import { Trans } from 'react-i18next';
import type { LinkName } from '../../backend/types';
import { openLink } from '../../state/actions';
import classes from './ConsentSentence.module.css';
import { consentText, type Form } from './model';
import { Prescribed } from './Prescribed';

/** TikTok's sentence, word for word (G17, G18). Its links open in the browser. */
export function ConsentSentence({ form }: { form: Form }) {
  const word = consentText(form);
  return (
    <Prescribed word={word}>
      <Trans
        i18nKey={`composer.consent.${word}`}
        components={{
          music: <ConsentLink name="music-usage" />,
          policy: <ConsentLink name="branded-content" />,
        }}
      />
    </Prescribed>
  );
}

function ConsentLink({ name, children }: { name: LinkName; children?: ReactNode }) {
  return (
    // The back end opens the page; the address here only makes it a link.
    <a
      href={`#${name}`}
      className={classes.link}
      onClick={(e) => {
        e.preventDefault();
        void openLink(name);
      }}
      onAuxClick={(e) => e.preventDefault()}
    >
      {children}
    </a>
  );
}
