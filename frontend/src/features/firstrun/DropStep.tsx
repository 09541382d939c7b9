import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconFolderOpen,
  IconInfoCircle,
  IconLoader2,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { accountName } from '../../lib/accountName';
import { chooseFiles, openLink } from '../../state/actions';
import { useTask } from '../../state/useTask';
import { addSample, finishWelcome } from '../../state/welcome';
import { CopyText } from '../../ui/CopyText';
import { Note } from '../../ui/Note';
import classes from './Step.module.css';
import { useFFmpeg } from './useFFmpeg';
import { usePracticeAccount } from './usePracticeAccount';

/** The first clip; meanwhile it is looked at what this computer has. */
export function DropStep() {
  const { t } = useTranslation();
  const tool = useFFmpeg();
  const { busy, error, run } = useTask();
  const found = tool.ffmpeg !== undefined && tool.ffmpeg.path !== '';
  return (
    <>
      <h1 className={classes.title}>{t('firstRun.drop')}</h1>
      <p className={classes.lead}>{t('firstRun.dropText')}</p>
      <ul className={classes.checks}>
        <FFmpegCheck {...tool} />
        <AccountCheck />
        <Check icon={IconInfoCircle} title={t('firstRun.on.title')} text={t('firstRun.on.text')} />
      </ul>
      <div className={classes.acts}>
        <Button
          size="md"
          data-autofocus
          leftSection={<IconFolderOpen size={16} stroke={1.8} aria-hidden />}
          onClick={() => void chooseFiles()}
        >
          {t('firstRun.choose')}
        </Button>
        <Button
          size="md"
          variant="default"
          disabled={busy || !found}
          onClick={() => void run(addSample)}
        >
          {busy ? t('firstRun.making') : t('firstRun.sample')}
        </Button>
        <Button size="md" variant="subtle" onClick={() => void finishWelcome()}>
          {t('firstRun.later')}
        </Button>
      </div>
      {tool.ffmpeg && !found && <p className={classes.help}>{t('firstRun.noSample')}</p>}
      {error && (
        <div className={classes.note}>
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        </div>
      )}
    </>
  );
}

type CheckProps = {
  icon: TablerIcon;
  tone?: 'green' | 'amber' | 'quiet';
  title: string;
  text: string;
  action?: ReactNode;
  children?: ReactNode;
};

function Check({ icon: Icon, tone = 'quiet', title, text, action, children }: CheckProps) {
  return (
    <li>
      <Icon size={18} stroke={1.7} aria-hidden data-tone={tone} />
      <div>
        <b>{title}</b>
        <p>{text}</p>
      </div>
      {action}
      {children}
    </li>
  );
}

function FFmpegCheck({ ffmpeg, choose, error }: ReturnType<typeof useFFmpeg>) {
  const { t } = useTranslation();
  if (error) {
    return (
      <Check
        icon={IconAlertTriangle}
        tone="amber"
        title={t('firstRun.ffmpeg.missing')}
        text={error}
      />
    );
  }
  if (!ffmpeg) {
    return (
      <Check
        icon={IconLoader2}
        title={t('firstRun.ffmpeg.looking')}
        text={t('firstRun.ffmpeg.lookingText')}
      />
    );
  }
  if (ffmpeg.path !== '' && ffmpeg.encoder !== '') {
    return (
      <Check
        icon={IconCircleCheck}
        tone="green"
        title={t('firstRun.ffmpeg.found')}
        text={
          ffmpeg.lacks.length === 0
            ? t('firstRun.ffmpeg.all', { version: ffmpeg.version })
            : t('firstRun.ffmpeg.some', { version: ffmpeg.version, lack: ffmpeg.lacks[0] ?? '' })
        }
      />
    );
  }
  return (
    <Check
      icon={IconAlertTriangle}
      tone="amber"
      title={t('firstRun.ffmpeg.missing')}
      text={t('firstRun.ffmpeg.missingText')}
      action={
        <Button size="xs" variant="default" onClick={choose}>
          {t('firstRun.ffmpeg.choose')}
        </Button>
      }
    >
      <ul>
        {ffmpeg.install.map(({ title, command }) => (
          <li key={command}>
            {title} <CopyText text={command} label={t('computer.ffmpeg.copy', { command })} />
          </li>
        ))}
        <li>
          <button
            type="button"
            className={classes.more}
            onClick={() => void openLink('ffmpeg-help')}
          >
            {t('firstRun.ffmpeg.how')}
          </button>
        </li>
      </ul>
    </Check>
  );
}

function AccountCheck() {
  const { t } = useTranslation();
  const { account, busy, error, connect } = usePracticeAccount();
  if (account) {
    return (
      <Check
        icon={IconCircleCheck}
        tone="green"
        title={t('firstRun.account.connected')}
        text={accountName(account)}
      />
    );
  }
  return !busy ? (
    <Check
      icon={error ? IconAlertTriangle : IconInfoCircle}
      tone={error ? 'amber' : 'quiet'}
      title={t('firstRun.account.none')}
      text={error || t('firstRun.account.noneText')}
      action={
        <Button size="xs" variant="default" onClick={() => void connect()}>
          {t('firstRun.account.connect')}
        </Button>
      }
    />
  ) : (
    <Check
      icon={IconLoader2}
      title={t('firstRun.account.connecting')}
      text={t('firstRun.account.connectingText')}
    />
  );
}
