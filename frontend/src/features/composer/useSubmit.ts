import { useQueryClient } from '@tanstack/react-query';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Post } from '../../backend/types';
import { takePost } from '../../state/boot';
import { setUi } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { type CreatorState, consentText, consentVersions, type Form, whenOf } from './model';

/** Stores the words, then schedules with the receipt of what was shown and agreed to. */
export function useSubmit(post: Post, flush: () => Promise<boolean>, onDone: () => void) {
  const client = useQueryClient();
  const { busy, error, run } = useTask();

  const send = async (form: Form, creator: CreatorState) => {
    try {
      if (!(await flush())) return;
      const scheduled = await calls.schedulePost(post.id, whenOf(form), {
        textVersion: consentVersions[consentText(form)],
        options: creator.status === 'ok' ? creator.creator.privacyOptions : [],
      });
      takePost(scheduled);
      onDone();
    } catch (e) {
      const { reason } = toAppError(e);
      if (reason === 'policy.accept') setUi({ policyLater: false }); // it is asked again
      // The slot that was shown has gone: another one is looked for at once.
      if (reason === 'slot.taken') void client.invalidateQueries({ queryKey: ['next-slot'] });
      throw e;
    }
  };
  const submit = async (form: Form, creator: CreatorState) => {
    if (!busy) await run(() => send(form, creator));
  };
  return { submit, busy, error };
}
