/**
 * How long frames take while a post is dragged over a calendar of 500 posts a month, from a trace
 * of Chromium (`npm run build:fake` first). `node e2e/calendarFrames.mjs [POSTS]`; a frame over
 * 50 ms fails it.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from './lib/browser.mjs';
import { serve } from './lib/serve.mjs';
import { assert, createSteps } from './lib/steps.mjs';
import { CalendarPage } from './pages/calendar.mjs';

const posts = Number(process.argv[2] ?? 500);
const limitMs = 50;
const site = await serve(join(dirname(fileURLToPath(import.meta.url)), '..', 'dist-fake'));
const { step, finish } = createSteps();
const browser = await launch();

/** The tasks of the page's main thread during run, the longest first, in ms of processor time. */
async function tasksDuring(page, run) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const categories = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel'];
  await session.send('Tracing.start', { traceConfig: { includedCategories: categories } });
  const frames = await page.evaluate(() => {
    const gaps = [];
    let last = performance.now();
    const tick = (now) => {
      gaps.push(now - last);
      last = now;
      window.frameTick = requestAnimationFrame(tick);
    };
    window.frameTick = requestAnimationFrame(tick);
    window.frameGaps = gaps;
    return gaps.length;
  });
  await run();
  const gaps = await page.evaluate(() => {
    cancelAnimationFrame(window.frameTick);
    return window.frameGaps.slice(2);
  });
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await done;
  await session.detach();
  const mains = new Set(
    events
      .filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain')
      .map((e) => `${e.pid} ${e.tid}`),
  );
  const tasks = events
    .filter((e) => e.name === 'RunTask' && mains.has(`${e.pid} ${e.tid}`))
    // Time on the processor: what others run on this machine is no fault of the page.
    .map((e) => (e.tdur ?? e.dur) / 1000)
    .sort((a, b) => b - a);
  if (process.env.LONGEST) {
    const long = events
      .filter((e) => e.name === 'RunTask' && mains.has(`${e.pid} ${e.tid}`))
      .sort((a, b) => b.tdur - a.tdur)[0];
    const inside = events
      .filter((e) => e.tid === long.tid && e.ts >= long.ts && e.ts < long.ts + long.dur)
      .filter((e) => (e.tdur ?? 0) > 2000)
      .map((e) => `${e.name} ${(e.tdur / 1000).toFixed(1)} ${e.args?.data?.type ?? ''}`);
    console.log(inside.join('\n'));
  }
  return { tasks, gaps: gaps.sort((a, b) => b - a), frames };
}

async function measure(name, view, path) {
  await step(`${name}: ${posts} posts, no task over ${limitMs} ms`, async () => {
    const { page, problems } = await openPage(browser, { timezoneId: 'Europe/Madrid' });
    await page.goto(`${site.url}/?fake=month${posts}`);
    const calendar = new CalendarPage(page);
    await calendar.goto();
    await calendar.view(view);
    const id = await page.evaluate(() => {
      const tiles = [...document.querySelectorAll('[data-item][data-post]:not([data-stuck])')];
      const seen = tiles.filter((t) => {
        const { top, bottom } = t.getBoundingClientRect();
        return top > 100 && bottom < innerHeight - 80;
      });
      return seen[Math.floor(seen.length / 2)].dataset.post;
    });
    const box = await calendar.tile(id).boundingBox();
    await page.mouse.move(box.x + 14, box.y + 10);
    await page.mouse.down();
    const { tasks, gaps } = await tasksDuring(page, async () => {
      for (const [x, y] of path) await page.mouse.move(x, y, { steps: 40 });
    });
    const held = await page.evaluate(() => document.querySelector('[data-lifted]') !== null);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    assert(problems.length === 0, problems.join(' | '));
    assert(held, 'nothing was dragged');
    assert(tasks.length > 40, `the trace has ${tasks.length} tasks only`);
    assert(tasks[0] < limitMs, `a task took ${tasks[0].toFixed(1)} ms`);
    await page.context().close();
    const tiles = `longest task ${tasks[0].toFixed(1)} ms of ${tasks.length}`;
    return `${tiles}, longest frame ${gaps[0].toFixed(0)} ms of ${gaps.length}`;
  });
}

const over = [
  [420, 300],
  [980, 620],
  [500, 560],
  [900, 250],
];
await measure('week', 'Week', over);
await measure('month', 'Month', over);
await measure('day', 'Day', over);

await browser.close();
site.stop();
process.exit(finish());
