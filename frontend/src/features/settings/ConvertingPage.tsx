import { useTask } from '../../state/useTask';
import { FFmpegPart } from './FFmpegPart';
import { SettingsFrame } from './SettingsFrame';

/** Which ffmpeg converts the clips, and its rules. */
export function ConvertingPage() {
  const { run, error } = useTask();
  return (
    <SettingsFrame page="converting" error={error}>
      <FFmpegPart run={run} />
    </SettingsFrame>
  );
}
