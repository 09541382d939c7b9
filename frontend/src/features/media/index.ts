export { ClipColumn } from './ClipColumn';
export { DropOverlay } from './DropOverlay';
export { PreviewDialog } from './PreviewDialog';
