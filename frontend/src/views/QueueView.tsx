import { HealthStrip } from '../features/health';
import { EmptyQueue, NothingFound, QueueList, QueueToolbar, useQueue } from '../features/posts';

export function QueueView() {
  const { items, ids, total } = useQueue();
  return (
    <>
      <QueueToolbar bare={total === 0} />
      <HealthStrip />
      {total === 0 ? (
        <EmptyQueue />
      ) : ids.length === 0 ? (
        <NothingFound />
      ) : (
        <QueueList items={items} ids={ids} />
      )}
    </>
  );
}
