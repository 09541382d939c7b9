export { MovePopover } from './MovePopover';
