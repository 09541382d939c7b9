import { FFmpegPart } from './FFmpegPart';
import { SettingsFrame } from './SettingsFrame';
import { useRun } from './useRun';

/** Which ffmpeg converts the clips, and its rules. */
export function ConvertingPage() {
  const { run, error } = useRun();
  return (
    <SettingsFrame page="converting" error={error}>
      <FFmpegPart run={run} />
    </SettingsFrame>
  );
}
