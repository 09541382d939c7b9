/**
 * Keeps the web view from opening what is dropped on it. A drop of a file or a link that nobody
 * prevents makes the view leave this page, and the app is gone. Not every web view calls a dragged
 * file "Files": WebKitGTK may only name a list of addresses. So everything is kept out but plain
 * text for a field. Call it once, before anything is drawn.
 */
export function guardDrops(target: Window = window): void {
  const guard = (e: DragEvent) => {
    if (!isTextForField(e)) e.preventDefault();
  };
  target.addEventListener('dragenter', guard, true);
  target.addEventListener('dragover', guard, true);
  target.addEventListener('drop', guard, true);
}

/** Whether files, or addresses of files, are being dragged. */
export function carriesFiles(e: DragEvent): boolean {
  const types = e.dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes('text/uri-list');
}

function isTextForField(e: DragEvent): boolean {
  const field = e.target instanceof HTMLTextAreaElement || e.target instanceof HTMLInputElement;
  return field && !carriesFiles(e) && (e.dataTransfer?.types.includes('text/plain') ?? false);
}
