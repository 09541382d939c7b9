import './commands';

export { BulkBar } from './BulkBar';

export { EmptyQueue, NothingFound } from './EmptyQueue';
export { Inspector } from './Inspector';
export { QueueList } from './QueueList';
export { QueueToolbar } from './QueueToolbar';
export { RemedyDialogs } from './RemedyDialogs';
export { UncertainDialog } from './UncertainDialog';
export { useQueue } from './useQueue';
