import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { FFmpeg, MediaSettings } from '../../backend/types';
import { formatList } from '../../lib/numbers';
import { usePreferences } from '../../state/appStore';
import { keys } from '../../state/keys';
import { CopyText } from '../../ui/CopyText';
import { Note } from '../../ui/Note';
import { Group } from './SettingRow';
import classes from './SettingRow.module.css';
import { NumberField, SwitchRow } from './SwitchRow';

/** More than most computers have; the back end refuses more. */
const mostThreads = 64;
/** What "leave cores" begins with: half of what the browser tells of. */
const halfOfCores = () => Math.max(1, Math.floor((navigator.hardwareConcurrency || 2) / 2));

type Props = { run: (change: () => Promise<void>) => Promise<void> };

/** Which ffmpeg converts the clips, how to get or choose one, and the rules for it. */
export function FFmpegPart({ run }: Props) {
  const { t } = useTranslation();
  const { media } = usePreferences();
  const client = useQueryClient();
  const [ffmpeg, setFFmpeg] = useState<FFmpeg>();
  const [busy, setBusy] = useState(false);
  const take = (answer: FFmpeg) => {
    setFFmpeg(answer);
    client.setQueryData(keys.ffmpeg(media.hardware), answer); // other screens show it, too
  };
  const ask = (question: () => Promise<FFmpeg>) => {
    setBusy(true);
    void run(async () => take(await question())).finally(() => setBusy(false));
  };
  // The encoder in use follows from the rules: it is asked for again when they change.
  // biome-ignore lint/correctness/useExhaustiveDependencies: run only tells of failures
  useEffect(() => {
    let current = true;
    void run(async () => {
      const answer = await calls.fetchFFmpeg();
      if (current) take(answer);
    });
    return () => {
      current = false;
    };
  }, [media.hardware]);
  const set = (part: Partial<MediaSettings>) =>
    void run(() => calls.setMedia({ ...media, ...part }));
  return (
    <>
      {ffmpeg ? (
        <Found ffmpeg={ffmpeg} chosen={media.chosen} />
      ) : (
        <p>{t('computer.ffmpeg.looking')}</p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" size="xs" loading={busy} onClick={() => ask(calls.searchFFmpeg)}>
          {t('computer.ffmpeg.search')}
        </Button>
        {!ffmpeg?.given && (
          <Button
            variant="default"
            size="xs"
            disabled={busy}
            onClick={() => ask(calls.chooseFFmpeg)}
          >
            {t('computer.ffmpeg.choose')}
          </Button>
        )}
        {media.chosen && (
          <Button variant="subtle" size="xs" disabled={busy} onClick={() => ask(calls.clearFFmpeg)}>
            {t('computer.ffmpeg.clear')}
          </Button>
        )}
      </div>
      <Group>
        <SwitchRow word="hardware" on={media.hardware} onChange={(hardware) => set({ hardware })} />
        <SwitchRow
          word="spare"
          on={media.convertOnBattery}
          onChange={(convertOnBattery) => set({ convertOnBattery })}
        />
        <SwitchRow
          word="cap"
          on={media.threads > 0}
          onChange={(on) => set({ threads: on ? halfOfCores() : 0 })}
        >
          {media.threads > 0 && (
            <NumberField
              label={t('computer.threads')}
              value={media.threads}
              max={mostThreads}
              onChange={(threads) => set({ threads })}
            />
          )}
        </SwitchRow>
      </Group>
    </>
  );
}

function Found({ ffmpeg, chosen }: { ffmpeg: FFmpeg; chosen: boolean }) {
  const { t } = useTranslation();
  const place = ffmpeg.given ? 'given' : chosen ? 'chosen' : 'place';
  const states = ffmpeg.encoders.map(({ name, state }) =>
    t(`computer.ffmpeg.state.${state as 'works'}`, { name }),
  );
  const remarks = [...ffmpeg.lacks, ffmpeg.advice].filter(Boolean);
  return (
    <div className={classes.ffmpeg}>
      {ffmpeg.path !== '' && (
        <Note icon={IconCircleCheck} tone={ffmpeg.encoder ? 'green' : 'quiet'}>
          <b>{t('computer.ffmpeg.inUse', { version: ffmpeg.version })}</b>
          <p>
            {t(`computer.ffmpeg.${place}`, { path: ffmpeg.path })}{' '}
            {ffmpeg.encoder &&
              t(ffmpeg.hardware ? 'computer.ffmpeg.encoderHardware' : 'computer.ffmpeg.encoder', {
                encoder: ffmpeg.encoder,
              })}
          </p>
          {states.length > 0 && <p>{t('computer.ffmpeg.tried', { list: formatList(states) })}</p>}
        </Note>
      )}
      {ffmpeg.problem !== '' && (
        <Note icon={IconAlertTriangle} tone="amber">
          {ffmpeg.problem}
        </Note>
      )}
      {remarks.map((sentence) => (
        <Note key={sentence} icon={IconInfoCircle}>
          {sentence}
        </Note>
      ))}
      {ffmpeg.problem !== '' && (
        <div className={classes.install}>
          <p>{t('computer.ffmpeg.install')}</p>
          <ul>
            {ffmpeg.install.map(({ title, command }) => (
              <li key={command}>
                <span>{title}</span>
                <CopyText text={command} label={t('computer.ffmpeg.copy', { command })} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
