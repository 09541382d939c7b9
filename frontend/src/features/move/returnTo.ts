/**
 * Puts the keyboard back on a post once a question about it is gone, wherever the post is by then:
 * a calendar draws it anew in another place, some frames later.
 */
export function returnTo(id: string) {
  let frames = 40;
  requestAnimationFrame(function again() {
    const at = document.activeElement;
    const lost = at === null || at === document.body;
    // What has the focus outside of the question by now was given it on purpose.
    if (lost ? focusPost(id) : at.closest('[role="dialog"]') === null) return;
    if (frames-- > 0) requestAnimationFrame(again);
  });
}

function focusPost(id: string): boolean {
  const el = document.querySelector<HTMLElement>(`[data-post="${CSS.escape(id)}"]`);
  el?.focus();
  el?.scrollIntoView({ block: 'nearest' });
  return el !== null;
}
