import { HealthStrip } from '../features/health';
import { MovePopover } from '../features/move';
import {
  BulkBar,
  EmptyQueue,
  Inspector,
  NothingFound,
  QueueList,
  QueueToolbar,
  useQueue,
} from '../features/posts';
import classes from './QueueView.module.css';

export function QueueView() {
  const { items, ids, indexOf, total } = useQueue();
  return (
    <>
      <QueueToolbar bare={total === 0} />
      <HealthStrip />
      {total === 0 ? (
        <EmptyQueue />
      ) : (
        <div className={classes.split}>
          <div className={classes.list}>
            {ids.length === 0 ? (
              <NothingFound />
            ) : (
              <QueueList items={items} ids={ids} indexOf={indexOf} />
            )}
            <BulkBar />
          </div>
          <Inspector />
        </div>
      )}
      <MovePopover />
    </>
  );
}
