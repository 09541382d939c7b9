import { Popover, Radio, TextInput } from '@mantine/core';
import { IconCheck, IconGauge } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes';
import classes from './LimitPopover.module.css';
import controls from './UploadControls.module.css';
import { isCustom, limits, parseLimit, slowest } from './uploadModel';

type Props = { maxKBps: number; onChange: (maxKBps: number) => Promise<void> };

/** How fast uploads may go at most. */
export function LimitPopover({ maxKBps, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const word = (kB: number) =>
    kB === 0 ? t('uploads.noLimit') : t('strip.speed', { size: formatBytes(kB * 1000) });
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="top-start"
      offset={6}
      width={236}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={controls.button}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-label={t('uploads.limitNow', { limit: word(maxKBps) })}
          title={t('uploads.limitHelp')}
          onClick={() => setOpen(!open)}
        >
          <IconGauge size={14} stroke={1.7} aria-hidden />
          {word(maxKBps)}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('uploads.limit')} data-popover-open={open || undefined}>
        <div className={classes.form}>
          <Radio.Group
            label={t('uploads.limit')}
            value={String(maxKBps)}
            onChange={(v) => void onChange(Number(v))}
            classNames={{ label: classes.title ?? '' }}
          >
            {limits.map((l) => (
              <Radio
                key={l}
                value={String(l)}
                label={word(l)}
                {...(l === maxKBps ? { 'data-autofocus': true } : {})}
              />
            ))}
          </Radio.Group>
          <OwnLimit
            value={isCustom(maxKBps) ? maxKBps : 0}
            onSet={async (kB) => {
              await onChange(kB);
              setOpen(false);
            }}
          />
          <p className={classes.help}>{t('uploads.limitText')}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function OwnLimit({ value, onSet }: { value: number; onSet: (kB: number) => Promise<void> }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value > 0 ? String(value) : '');
  const [tried, setTried] = useState(false);
  const parsed = parseLimit(text);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (parsed !== null) void onSet(parsed);
  };
  return (
    <form className={classes.own} onSubmit={submit} noValidate>
      <TextInput
        label={t('uploads.own')}
        value={text}
        inputMode="numeric"
        autoComplete="off"
        data-chosen={value > 0 || undefined}
        error={tried && parsed === null ? t('uploads.ownBad', { min: slowest }) : null}
        rightSection={<span className={classes.unit}>{t('uploads.unit')}</span>}
        rightSectionWidth={46}
        onChange={(e) => {
          setText(e.currentTarget.value);
          setTried(false);
        }}
      />
      <button type="submit" className={classes.set} aria-label={t('uploads.setOwn')}>
        <IconCheck size={15} stroke={1.9} aria-hidden />
      </button>
    </form>
  );
}
