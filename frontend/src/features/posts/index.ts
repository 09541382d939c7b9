import './commands';

export { EmptyQueue, NothingFound } from './EmptyQueue';
export { QueueList } from './QueueList';
export { QueueToolbar } from './QueueToolbar';
export { UncertainDialog } from './UncertainDialog';
export { useQueue } from './useQueue';
