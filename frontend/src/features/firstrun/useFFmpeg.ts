import { useQuery, useQueryClient } from '@tanstack/react-query';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import { attempt } from '../../state/actions';
import { usePreferences } from '../../state/appStore';
import { keys } from '../../state/keys';

/** The ffmpeg in use. The first look may take seconds: its encoders are tested. */
export function useFFmpeg() {
  const client = useQueryClient();
  const key = keys.ffmpeg(usePreferences().media.hardware);
  const { data, error } = useQuery({ queryKey: key, queryFn: calls.fetchFFmpeg, retry: false });
  const choose = () =>
    void attempt(async () => {
      client.setQueryData(key, await calls.chooseFFmpeg());
    });
  return { ffmpeg: data, error: error ? toAppError(error).message : '', choose };
}
