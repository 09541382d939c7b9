import {
  IconAlertTriangle,
  IconBan,
  IconHandStop,
  IconShieldX,
  type TablerIcon,
} from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, RequestRow } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { Avatar } from '../../ui/Avatar';
import { StateMark } from '../../ui/StateMark';
import classes from './LedgerTable.module.css';
import { type Ending, endingOf, featureKey, kindKey, ownerOf } from './ledgerModel';
import { accountName, formatClockTime } from './words';

type Props = {
  row: RequestRow;
  account: Account | undefined;
  zone: string;
  index: number;
  top: number;
  chosen: boolean;
  tabStop: boolean;
  onChoose: (id: number | null) => void;
};

/** One request: when, why, where to, what was in it, for whom, how much, and how it ended. */
export const LedgerRow = memo(function LedgerRow(props: Props) {
  const { row, account, zone, index, top, chosen, tabStop, onChoose } = props;
  const { t, i18n } = useTranslation();
  const size = (n: number) => formatBytes(n, i18n.language);
  const ending = endingOf(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it hears the keys.
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={tabStop ? 0 : -1}
      data-request={row.id}
      className={classes.row}
      data-ending={ending}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(chosen ? null : row.id)}
    >
      <span role="gridcell" data-col="time">
        {formatClockTime(new Date(row.at), zone)}
      </span>
      <span role="gridcell" data-col="why">
        {t(`privacy.feature.${featureKey(row.feature)}`)}
      </span>
      <span role="gridcell" data-col="host" data-owner={ownerOf(row.host)}>
        {row.host}
      </span>
      <span role="gridcell" data-col="data">
        {t(`privacy.data.${kindKey(row.data)}`)}
      </span>
      <span role="gridcell" data-col="for">
        {account && (
          <>
            <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={18} />
            <span className="visually-hidden">{accountName(account)}</span>
          </>
        )}
      </span>
      <span role="gridcell" data-col="sent">
        {size(row.bytesOut)}
      </span>
      <span role="gridcell" data-col="got">
        {size(row.bytesIn)}
      </span>
      <span role="gridcell" data-col="answer">
        <Answer ending={ending} status={row.status} />
      </span>
    </div>
  );
});

const looks: Record<Exclude<Ending, 'ok'>, { icon: TablerIcon; tone: 'amber' | 'red' | 'grey' }> = {
  refused: { icon: IconHandStop, tone: 'amber' },
  blocked: { icon: IconShieldX, tone: 'red' },
  canceled: { icon: IconBan, tone: 'grey' },
  timeout: { icon: IconAlertTriangle, tone: 'amber' },
  stalled: { icon: IconAlertTriangle, tone: 'amber' },
  offline: { icon: IconAlertTriangle, tone: 'amber' },
  tls: { icon: IconShieldX, tone: 'red' },
  too_large: { icon: IconAlertTriangle, tone: 'amber' },
  broken: { icon: IconAlertTriangle, tone: 'amber' },
};

function Answer({ ending, status }: { ending: Ending; status: number }) {
  const { t } = useTranslation();
  const word = t(`privacy.ending.${ending}`, { status: status || '' });
  if (ending === 'ok') return <span className={classes.ok}>{word}</span>;
  const { icon, tone } = looks[ending];
  return (
    <StateMark icon={icon} tone={tone} size={14}>
      {word}
    </StateMark>
  );
}
