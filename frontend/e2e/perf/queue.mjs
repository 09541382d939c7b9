/**
 * Ten thousand posts in the queue: opens them, scrolls from one end to the other, lets posts change
 * meanwhile, searches, and selects all. Chromium writes a trace of it, to be opened in its
 * performance panel; a task of the page longer than the budget fails. `npm run build:fake` first,
 * then `node e2e/perf/queue.mjs [TRACE.json]`. Counted is the processor time of the page's thread,
 * so that what else runs on the machine is not held against it.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from '../lib/browser.mjs';
import { serve } from '../lib/serve.mjs';
import { createSteps } from '../lib/steps.mjs';

const posts = 10_000;
const budgetMs = 50;
const out = process.argv[2];

const site = await serve(join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist-fake'));
const { step, finish } = createSteps();
const browser = await launch();
const { page, problems } = await openPage(browser);
await page.goto(`${site.url}/?fake=&posts=${posts}`);
await page.getByRole('heading', { level: 1 }).waitFor();
await page.waitForTimeout(1500);

const session = await page.context().newCDPSession(page);
const events = [];
session.on('Tracing.dataCollected', ({ value }) => events.push(...value));

/** Runs one part under a trace and returns the page's tasks in it, the longest first. */
async function traced(run) {
  const from = events.length;
  await session.send('Tracing.start', {
    categories:
      'toplevel,blink.user_timing,devtools.timeline,disabled-by-default-devtools.timeline,v8.execute',
    transferMode: 'ReportEvents',
  });
  await run();
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await done;
  return tasksOf(events.slice(from));
}

/** The page's main thread is the one that runs its scripts. */
function tasksOf(some) {
  const main = some.find((e) => e.name === 'EvaluateScript' || e.name === 'FunctionCall');
  return some
    .filter((e) => e.name === 'RunTask' && e.ph === 'X')
    .filter((e) => main && e.pid === main.pid && e.tid === main.tid)
    .map((e) => (e.tdur ?? e.dur ?? 0) / 1000)
    .sort((a, b) => b - a);
}

async function measured(name, run, budget = budgetMs) {
  await step(name, async () => {
    const tasks = await traced(run);
    const slow = tasks.filter((ms) => ms > budget);
    const note = `${tasks.length} tasks, longest ${(tasks[0] ?? 0).toFixed(0)} ms`;
    if (tasks.length === 0) throw new Error('the trace has no task of the page');
    if (slow.length > 0) {
      throw new Error(`${note}; over ${budget} ms: ${slow.slice(0, 5).map((x) => x.toFixed(0))}`);
    }
    return note;
  });
}

await measured('scroll through all', () =>
  page.evaluate(async () => {
    const list = document.querySelector('[role="grid"]').parentElement;
    const stride = list.scrollHeight / 240;
    for (let i = 0; i < 240; i++) {
      list.scrollTop += stride;
      await new Promise(requestAnimationFrame);
    }
    list.scrollTop = 0;
  }),
);

await measured('a post changes ten times a second while it scrolls', () =>
  page.evaluate(async () => {
    const list = document.querySelector('[role="grid"]').parentElement;
    const { cuedropFake: fake } = window;
    for (let i = 0; i < 120; i++) {
      list.scrollTop += 300;
      if (i % 6 === 0) {
        const post = fake.posts.get(`many${(i * 61) % 10_000}`);
        fake.put({ ...post, caption: `${post.caption} ${i}` });
      }
      await new Promise(requestAnimationFrame);
    }
    list.scrollTop = 0;
  }),
);

await measured('a row is selected and let go', async () => {
  await page.locator('[data-post]').nth(8).focus();
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Escape');
});

await measured('the list is searched', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('gears', { delay: 60 });
  await page.waitForTimeout(300);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
});

await measured('all are selected', async () => {
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('Control+a');
  await page.waitForTimeout(200);
  await page.keyboard.press('Escape');
});

if (out) writeFileSync(out, JSON.stringify({ traceEvents: events }));
if (problems.length > 0) console.log(problems.join('\n'));
await browser.close();
site.stop();
process.exit(finish());
