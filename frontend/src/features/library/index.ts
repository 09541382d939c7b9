export { ClipGrid } from './ClipGrid';
export { ClipInspector } from './ClipInspector';
export { ClipTable } from './ClipTable';
export { EmptyLibrary, NothingFound } from './EmptyLibrary';
export { LibraryToolbar } from './LibraryToolbar';
export { countsOf, type Filter, type Sort, select } from './model';
export { useLibrary } from './useLibrary';
