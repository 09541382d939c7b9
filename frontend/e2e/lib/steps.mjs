/** Runs named steps one after another, prints a line for each, and counts. */
export function createSteps() {
  let passed = 0;
  let failed = 0;
  return {
    async step(name, run) {
      const start = performance.now();
      const ms = () => `${Math.round(performance.now() - start)} ms`;
      try {
        const note = await run();
        passed++;
        console.log(`ok    ${name}${note ? ` (${note})` : ''}  ${ms()}`);
        return true;
      } catch (e) {
        failed++;
        const text = e instanceof Error ? e.message : String(e);
        console.log(`FAIL  ${name}: ${text.split('\n').slice(0, 6).join(' | ')}  ${ms()}`);
        return false;
      }
    },
    finish() {
      console.log(`${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    },
  };
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}
