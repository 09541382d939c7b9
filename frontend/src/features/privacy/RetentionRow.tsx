import { Button, NumberInput } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setRetention } from '../../backend/privacyCalls';
import type { RetentionRule } from '../../backend/types';
import { keys } from '../../state/keys';
import { useTask } from '../../state/useTask';
import { Note } from '../../ui/Note';
import page from './Page.module.css';
import classes from './RetentionRow.module.css';
import { effectOf, ruleKey } from './retentionModel';
import { formatCount, keptWords } from './words';

/** What a rule that keeps for ever begins with, once it is limited. */
const firstLimit = 365;

/** "3,000" or "3.000" in the field, as beside it. */
function separators(language: string) {
  const group = new Intl.NumberFormat(language).format(11_111).replace(/\d/g, '');
  return { thousandSeparator: group, decimalSeparator: group === '.' ? ',' : '.' };
}

/** One rule: its days, the range, and what a change would do before it is made. */
export function RetentionRow({ rule }: { rule: RetentionRule }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState<number | null>(null);
  const { busy, error, run } = useTask();
  const key = ruleKey(rule.id);
  const name = key ? t(`privacy.rule.${key}.name`) : rule.id;
  const days = draft ?? rule.days;
  const effect = effectOf(rule, days);
  const count = (n: number) => formatCount(n, i18n.language);
  const figures = (n: number) => ({ count: n, n: count(n) });
  const words = (n: number) => keptWords(n, t, i18n.language);
  const isDays = (n: number) => words(n) === t('privacy.keep.days', figures(n));
  const range = { from: count(rule.shortest), to: count(rule.longest) };

  // The buttons below go with the answer, and "remove after a time" becomes a field.
  const choice = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (!asked.current || busy) return;
    asked.current = false;
    choice.current?.querySelector<HTMLElement>('input, button')?.focus();
  });
  const change = (next: number | null) => {
    asked.current = true;
    setDraft(next);
  };
  const save = (next: number) =>
    run(async () => {
      await setRetention(rule.id, next);
      await client.invalidateQueries({ queryKey: keys.retention });
      await client.invalidateQueries({ queryKey: keys.inventory });
      change(null);
    });
  return (
    <li className={classes.rule} data-rule={rule.id}>
      <div className={classes.line}>
        <div className={page.words}>
          <b>{name}</b>
          <span>{key && t(`privacy.rule.${key}.text`)}</span>
          <span className="num">
            {t('privacy.kept.default', { kept: words(rule.defaultDays) })} ·{' '}
            {t('privacy.kept.range', range)}
          </span>
        </div>
        <div ref={choice} className={classes.choice}>
          {days === 0 ? (
            <>
              <span className={classes.forever}>{t('privacy.kept.forever')}</span>
              <Button
                variant="default"
                size="xs"
                aria-label={`${name}: ${t('privacy.kept.limit')}`}
                onClick={() => change(firstLimit)}
              >
                {t('privacy.kept.limit')}
              </Button>
            </>
          ) : (
            <>
              <NumberInput
                className={classes.days ?? ''}
                size="sm"
                aria-label={t('privacy.kept.days', { name })}
                hideControls
                {...separators(i18n.language)}
                suffix={t('privacy.kept.unit')}
                value={days}
                min={rule.shortest}
                max={rule.longest}
                clampBehavior="none"
                allowDecimal={false}
                allowNegative={false}
                error={effect === 'invalid'}
                onChange={(v) => setDraft(v === '' ? Number.NaN : Number(v))}
                onKeyDown={(e) => {
                  if (e.key === 'Enter' && effect !== 'same' && effect !== 'invalid') {
                    void save(days);
                  }
                  if (e.key === 'Escape' && draft !== null) {
                    e.stopPropagation();
                    change(null);
                  }
                }}
              />
              <span className={classes.words}>
                {effect === 'invalid' || isDays(days) ? '' : words(days)}
              </span>
            </>
          )}
        </div>
      </div>
      {effect === 'same' && rule.lengthened && (
        <Note
          icon={IconInfoCircle}
          action={
            <Button
              variant="default"
              size="xs"
              disabled={busy}
              onClick={() => void save(rule.defaultDays)}
            >
              {t('privacy.kept.usual')}
            </Button>
          }
        >
          {t('privacy.kept.isLonger', { kept: words(rule.defaultDays) })}
        </Note>
      )}
      {effect === 'invalid' && (
        <Note icon={IconAlertTriangle} tone="amber" role="alert">
          {t('privacy.kept.invalid', range)}
        </Note>
      )}
      {effect !== 'same' && effect !== 'invalid' && (
        <Note
          icon={
            effect === 'shorter' || effect === 'overDefault' ? IconAlertTriangle : IconInfoCircle
          }
          tone={effect === 'shorter' || effect === 'overDefault' ? 'amber' : 'quiet'}
          role="status"
          action={
            <span className={classes.acts}>
              <Button variant="default" size="xs" onClick={() => change(null)}>
                {t('connect.cancel')}
              </Button>
              <Button size="xs" disabled={busy} onClick={() => void save(days)}>
                {days === 0
                  ? t('privacy.kept.setForever')
                  : t('privacy.kept.set', { kept: words(days) })}
              </Button>
            </span>
          }
        >
          {effect === 'overDefault'
            ? t('privacy.kept.overDefault', { kept: words(rule.defaultDays) })
            : t(effect === 'shorter' ? 'privacy.kept.shorter' : 'privacy.kept.longer')}
        </Note>
      )}
      {rule.defaultDays === 0 && effect === 'same' && rule.days !== 0 && (
        <Button variant="default" size="xs" disabled={busy} onClick={() => void save(0)}>
          {t('privacy.kept.setForever')}
        </Button>
      )}
      {error && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {error}
        </Note>
      )}
    </li>
  );
}
