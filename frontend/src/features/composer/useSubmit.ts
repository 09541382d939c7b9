import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Post } from '../../backend/types';
import { takePost } from '../../state/boot';
import { setUi } from '../../state/ui';
import { type CreatorState, consentText, consentVersions, type Form, whenOf } from './model';

/** Stores the words, then schedules with the receipt of what was shown and agreed to. */
export function useSubmit(post: Post, flush: () => Promise<boolean>, onDone: () => void) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  const submit = async (form: Form, creator: CreatorState) => {
    if (busy) return;
    setBusy(true);
    setError('');
    try {
      if (!(await flush())) return;
      const scheduled = await calls.schedulePost(post.id, whenOf(form), {
        textVersion: consentVersions[consentText(form)],
        options: creator.status === 'ok' ? creator.creator.privacyOptions : [],
      });
      takePost(scheduled);
      onDone();
    } catch (e) {
      const { reason, message } = toAppError(e);
      if (reason === 'policy.accept') setUi({ policyLater: false }); // it is asked again
      // The slot that was shown has gone: another one is looked for at once.
      if (reason === 'slot.taken') void client.invalidateQueries({ queryKey: ['next-slot'] });
      setError(message);
    } finally {
      setBusy(false);
    }
  };
  return { submit, busy, error };
}
