// Evaluated in the real window, again and again, until it gives a true value:
// the proof that a preview plays. Each step is what a user would do, and it is
// harmless to repeat, because the steps take turns with the page's own work.
(() => {
  const video = [...document.querySelectorAll("video")].find((v) => v.currentSrc || v.src);
  if (video) {
    if (video.error) return null;
    if (video.currentTime > 0.5 && video.videoWidth > 0) {
      return { currentTime: video.currentTime, width: video.videoWidth, height: video.videoHeight };
    }
    if (video.paused && video.readyState >= 2) {
      // WebKit lets a page start only silent video without a gesture.
      video.muted = true;
      video.play().catch(() => {});
    }
    return null;
  }
  // The first screen asks to accept the policies.
  const accept = document.querySelector("[data-accept]");
  if (accept) {
    accept.click();
    return null;
  }
  // The composer opens from a row of the queue with E. Give it a second between tries.
  const now = Date.now();
  if (now - (window.__smokeTriedAt ?? 0) < 1000) return null;
  window.__smokeTriedAt = now;
  const row = document.querySelector("[data-post]");
  row?.focus();
  row?.dispatchEvent(new KeyboardEvent("keydown", { key: "e", bubbles: true, cancelable: true }));
  return null;
})();
