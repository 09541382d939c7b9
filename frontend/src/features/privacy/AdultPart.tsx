import { Button } from '@mantine/core';
import { IconCircleCheck, IconRating18Plus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmAdult, fetchAdult } from '../../backend/securityCalls';
import { attempt } from '../../state/actions';
import { useFacts } from '../../state/appStore';
import { keys } from '../../state/keys';
import { Note } from '../../ui/Note';
import { formatDate } from './words';

/** TikTok's business part is for grown-ups; who says so once is not asked again. */
export function AdultPart() {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const client = useQueryClient();
  const { data } = useQuery({ queryKey: keys.adult, queryFn: fetchAdult });
  const pressed = useRef(false);
  const said = useRef<HTMLDivElement>(null);
  const confirmed = Boolean(data);
  // The button is gone then; the keyboard goes on from what took its place.
  useEffect(() => {
    if (confirmed && pressed.current) said.current?.focus();
  }, [confirmed]);
  if (data === undefined) return null;
  if (data !== '') {
    const date = formatDate(new Date(data), zone, i18n.language);
    return (
      <div ref={said} tabIndex={-1}>
        <Note icon={IconCircleCheck} tone="green">
          {t('privacy.adult.text')} {t('privacy.adult.confirmed', { date })}
        </Note>
      </div>
    );
  }
  const confirm = async () => {
    pressed.current = true;
    await attempt(() => confirmAdult());
    await client.invalidateQueries({ queryKey: keys.adult });
  };
  return (
    <Note
      icon={IconRating18Plus}
      action={
        <Button variant="default" size="xs" onClick={() => void confirm()}>
          {t('privacy.adult.confirm')}
        </Button>
      }
    >
      {t('privacy.adult.text')}
    </Note>
  );
}
