import './commands';

export { BulkBar } from './BulkBar';

export { EmptyQueue, NothingFound } from './EmptyQueue';
export { Inspector } from './Inspector';
export { QueueList } from './QueueList';
export { QueueToolbar } from './QueueToolbar';
export { UncertainDialog } from './UncertainDialog';
export { useQueue } from './useQueue';
