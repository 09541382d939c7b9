import { Select, Tooltip } from '@mantine/core';
import {
  IconCheck,
  IconLock,
  IconSelector,
  IconUserCheck,
  IconUsers,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account, PostInput, Privacy } from '../../backend/types';
import classes from './AudienceSelect.module.css';
import { type CreatorState, type Form, isBranded } from './model';
import { Prescribed } from './Prescribed';

const icons: Record<Privacy, TablerIcon> = {
  PUBLIC_TO_EVERYONE: IconWorld,
  MUTUAL_FOLLOW_FRIENDS: IconUsers,
  FOLLOWER_OF_CREATOR: IconUserCheck,
  SELF_ONLY: IconLock,
};

type Props = {
  form: Form;
  account: Account | undefined;
  creator: CreatorState;
  onChange: (part: Partial<PostInput>) => void;
};

/** Exactly what creator_info offers, nothing preselected (G6, G7); branded is never private (G16). */
export function AudienceSelect({ form, account, creator, onChange }: Props) {
  const { t } = useTranslation();
  const options = creator.status === 'ok' ? creator.creator.privacyOptions : [];
  const branded = isBranded(form);
  const name = account?.username ? `@${account.username}` : (account?.nickname ?? '');
  const help =
    creator.status === 'asking'
      ? t('composer.asking')
      : creator.status === 'ok'
        ? t('composer.offered', { name })
        : '';
  return (
    <div className={classes.audience}>
      <Select
        label={t('composer.audience')}
        placeholder={t('composer.choose')}
        data-testid="audience"
        data={options.map((value) => ({
          value,
          label: t(`composer.privacy.${value as Privacy}`),
          disabled: branded && value === 'SELF_ONLY',
        }))}
        value={options.includes(form.input.privacy) ? form.input.privacy : null}
        disabled={creator.status !== 'ok'}
        allowDeselect={false}
        checkIconPosition="right"
        rightSection={<IconSelector size={14} stroke={1.7} aria-hidden />}
        classNames={{ label: classes.label ?? '', option: classes.option ?? '' }}
        onChange={(privacy) => onChange({ privacy: privacy ?? '' })}
        renderOption={({ option, checked }) => {
          const Icon = icons[option.value as Privacy] ?? IconUsers;
          const row = (
            <span className={classes.row} data-disabled={option.disabled || undefined}>
              <Icon size={15} stroke={1.7} aria-hidden />
              <span>{option.label}</span>
              {checked && <IconCheck size={14} stroke={2} aria-hidden />}
            </span>
          );
          if (!option.disabled) return row;
          return (
            <Tooltip
              label={<Prescribed word="brandedPrivate">{t('composer.brandedPrivate')}</Prescribed>}
              position="bottom-start"
              openDelay={0}
            >
              <span className={classes.blocked}>
                {row}
                <small>
                  <Prescribed word="brandedPrivate">{t('composer.brandedPrivate')}</Prescribed>
                </small>
              </span>
            </Tooltip>
          );
        }}
      />
      {help && <p className={classes.help}>{help}</p>}
    </div>
  );
}
