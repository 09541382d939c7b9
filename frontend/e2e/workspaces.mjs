/**
 * Two workspaces and their locks on the real back end: what each shows, publishes and hides, what lies
 * on the disk, and what is left when everything was revoked. BASE_URL is where the window is served,
 * PRACTICE_URL where TikTok is, DATA_DIR where the app keeps its data.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { axeProblems, launch, openPage, shoot } from './lib/browser.mjs';
import { hand } from './lib/hand.mjs';
import { Practice } from './lib/practice.mjs';
import { assert, createSteps } from './lib/steps.mjs';
import { AccountsPage } from './pages/accounts.mjs';
import { FirstRunPage } from './pages/firstrun.mjs';
import { PrivacyPage } from './pages/privacy.mjs';
import { QueuePage } from './pages/queue.mjs';
import { WorkspacesPage } from './pages/workspaces.mjs';

process.env.SHOTS ??= process.env.OUT_DIR ?? '';
const { BASE_URL, PRACTICE_URL, DATA_DIR, TEN_DIR } = process.env;
const { step: run, finish } = createSteps();
const practice = new Practice(PRACTICE_URL);
const browser = await launch();
const { page, problems } = await openPage(browser);
const workspaces = new WorkspacesPage(page);
const accounts = new AccountsPage(page);
const firstRun = new FirstRunPage(page);
const queue = new QueuePage(page);

const first = 'My workspace'; // what the window calls the one that nobody has named
const other = 'Café Ñandú';
const passphrase = 'lantern under the bridge';
const next = 'harbour seven tide';
const caption = 'zanzibar-lighthouse';
const clips = readdirSync(TEN_DIR)
  .sort()
  .map((f) => join(TEN_DIR, f));

/** Each step needs the one before. */
async function step(name, act) {
  if (await run(name, act)) return;
  await shoot(page, 'workspaces-failed');
  for (const p of problems) console.log(`      ${p}`);
  await browser.close();
  process.exit(finish());
}

const stored = (name, ...args) =>
  page.evaluate(
    ([call, rest]) => {
      const [struct, method] = call.split('.');
      return window.go.app[struct][method](...rest);
    },
    [name, args],
  );

/** The reason for which a call is refused, as the page hears it. */
const refusal = (name, ...args) =>
  page.evaluate(
    ([call, rest]) => {
      const [struct, method] = call.split('.');
      return window.go.app[struct][method](...rest).then(
        () => 'answered',
        (e) => JSON.parse(e.message ?? e).reason,
      );
    },
    [name, args],
  );

/** The bytes of every file of a workspace. */
function bytesOf(workspace) {
  const dir = join(DATA_DIR, 'workspaces', workspace);
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => [f.name, readFileSync(join(f.parentPath, f.name))]);
}

const folders = () => readdirSync(join(DATA_DIR, 'workspaces')).filter((f) => !f.startsWith('.'));

async function enter() {
  await firstRun.pass();
  await firstRun.later();
}

async function setPassphrase() {
  await workspaces.settings();
  await page.getByRole('button', { name: 'Set a passphrase…' }).click();
  await workspaces.dialog.getByLabel('New passphrase').fill(passphrase);
  await workspaces.dialog.getByLabel('The same again').fill(passphrase);
  await workspaces.dialog.getByRole('checkbox', { name: /^I understand/ }).check();
  await page.keyboard.press('Enter');
}

/** Reads the recovery code that is shown, says that it is kept, and closes the dialog. */
async function keepCode() {
  const shown = workspaces.dialog.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){7}$/);
  await shown.waitFor({ timeout: 30_000 });
  const code = await shown.innerText();
  await workspaces.dialog.getByRole('checkbox', { name: 'I have kept it' }).check();
  await workspaces.dialog.getByRole('button', { name: 'Done' }).click();
  return code;
}

await step('a workspace with an account, and a post that is due in a moment', async () => {
  await page.goto(BASE_URL, { timeout: 30_000 });
  await enter();
  await accounts.goto();
  await accounts.connect();
  await accounts.toQueue();
  await hand([clips[0]]);
  const [id] = await queue.drafts(1);
  const [account] = (await stored('System.Snapshot')).accounts;
  const privacy = 'SELF_ONLY';
  await stored('Posts.Save', id, { accountId: account.id, mode: 'direct', caption, privacy });
  const at = new Date(Date.now() + 25_000).toISOString().slice(0, 19);
  const consent = { textVersion: 'music-1', options: [privacy] };
  await stored('Posts.Schedule', id, { wall: at, zone: 'Etc/UTC' }, consent);
});

await step('another workspace is made, and the window goes to it', async () => {
  await workspaces.choose('New workspace…');
  await page.getByLabel('Name', { exact: true }).fill(other);
  await page.keyboard.press('Enter');
  await firstRun.acceptButton.waitFor(); // the page of the first is gone then
  await enter();
  await workspaces.shows(other);
  const { posts, accounts: all } = await stored('System.Snapshot');
  assert(posts.length === 0 && all.length === 0, 'it holds what is another workspace’s');
  assert(folders().length === 2, `folders ${folders()}`);
});

await step('a clip for it is its own', async () => {
  await hand([clips[1]], other);
  await queue.drafts(1);
});

await step('the post of the first goes out meanwhile, once', async () => {
  const end = Date.now() + 90_000;
  while ((await practice.received(caption)).length === 0) {
    assert(Date.now() < end, 'it does not go out');
    await page.waitForTimeout(500);
  }
});

await step('back in the first it is published, and nothing of the other is there', async () => {
  await workspaces.menu();
  await page.getByRole('menuitemradio', { name: first }).click();
  await workspaces.shows(first);
  await page.locator('[data-post][data-state="published"]').waitFor({ timeout: 60_000 });
  await practice.published(caption);
  assert((await stored('System.Snapshot')).posts.length === 1, 'more than its own post');
});

await step('its caption lies readable on the disk, as long as it has no passphrase', async () => {
  const found = bytesOf('default').filter(([, b]) => b.includes(caption));
  assert(found.length > 0, 'the search finds nothing, so it would show nothing');
});

let code = '';
await step('a passphrase is set, and the recovery code is shown once', async () => {
  await setPassphrase();
  code = await keepCode();
  const vault = readFileSync(join(DATA_DIR, 'workspaces/default/vault.json'), 'utf8');
  assert(vault.includes('"mode": "passphrase"'), vault.slice(0, 200));
  assert(vault.includes('"memoryKiB": 262144'), 'it does not cost 256 MiB to try');
});

await step('no file holds the caption any more', async () => {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = bytesOf('default')
      .filter(([, b]) => b.includes(caption))
      .map(([name]) => name);
    if (found.length === 0) return;
    assert(Date.now() < end, `it is in ${found}`);
    await page.waitForTimeout(500);
  }
});

await step('a key locks it, and nothing of it is seen or told', async () => {
  await page.keyboard.press('Control+Shift+l');
  await workspaces.locked();
  const text = await page.evaluate(() => document.body.innerText);
  assert(!text.includes(caption) && !/@|Published|Queue/.test(text), text);
  for (const [call, ...args] of [
    ['System.Snapshot'],
    ['Posts.After', ''],
    ['Posts.History', 'post_x'],
    ['Privacy.Inventory'],
    ['Security.Activity', 0],
  ]) {
    assert((await refusal(call, ...args)) === 'workspace.locked', `${call} is answered`);
  }
  const problem = await axeProblems(page);
  assert(problem.length === 0, problem.join(' | '));
  await shoot(page, 'workspaces-locked');
});

await step('a wrong passphrase is said, the right one opens', async () => {
  await workspaces.unlock('no such lantern');
  await workspaces.lock.getByText('passphrase').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[role="alert"]') !== null);
  await hand([clips[2]]); // waits for the lock
  const start = performance.now();
  await workspaces.unlock(passphrase);
  await workspaces.shows(first);
  await page.locator('[data-post][data-state="published"]').waitFor();
  const ms = Math.round(performance.now() - start);
  await queue.drafts(1);
  return `${ms} ms until the queue is there`;
});

await step('a guarded action asks for the passphrase', async () => {
  await workspaces.settings();
  await page.getByRole('switch', { name: 'Ask for the passphrase again' }).click({ force: true });
  await accounts.goto();
  await page.getByRole('button', { name: 'Disconnect' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  const ask = page.getByRole('dialog', { name: 'This action asks for the passphrase' });
  await ask.waitFor();
  await page.keyboard.press('Escape');
  await ask.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  const { accounts: all } = await stored('System.Snapshot');
  assert(all.length === 1 && all[0].health === 'ok', 'it was done without the passphrase');
});

await step('the log of activity tells of it', async () => {
  const rows = await stored('Security.Activity', 0);
  const kinds = new Set(rows.map((r) => r.kind));
  for (const kind of ['sign_in', 'passphrase', 'lock', 'try', 'unlock']) {
    assert(kinds.has(kind), `${kind} is not among ${[...kinds]}`);
  }
});

await step('the recovery code opens it, and another one is shown', async () => {
  await page.keyboard.press('Control+Shift+l');
  await workspaces.locked();
  await page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
  await page.getByLabel('Recovery code').fill(code.toLowerCase());
  await page.getByLabel('New passphrase').fill(next);
  await page.getByLabel('The same again').fill(next);
  await page.keyboard.press('Enter');
  const another = await keepCode();
  assert(another !== code, 'the code is the same');
  await workspaces.shows(first);
});

await step('the other one is deleted by its name, with its folder', async () => {
  const before = folders();
  await workspaces.manage();
  await workspaces.dialog.getByRole('button', { name: `Delete ${other}` }).click();
  await workspaces.dialog.getByRole('textbox').fill(other);
  await page.keyboard.press('Enter');
  await workspaces.dialog.getByText(`“${other}” is deleted.`).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  const left = folders();
  assert(before.length === 2 && left.length === 1 && left[0] === 'default', `folders ${left}`);
});

await step('everything is locked and revoked, and the note is on the disk', async () => {
  const privacy = new PrivacyPage(page);
  await privacy.goto();
  await privacy.to('Security');
  await page.getByRole('button', { name: 'Lock and revoke everything…' }).click();
  await workspaces.dialog.getByRole('textbox').fill(first);
  await page.keyboard.press('Enter');
  await workspaces.dialog
    .getByText('Everything is stopped, revoked and locked')
    .waitFor({ timeout: 40_000 });
  await shoot(page, 'workspaces-incident');
  await workspaces.dialog.getByRole('button', { name: 'To the lock screen' }).click();
  await workspaces.locked();
  const notes = readdirSync(join(DATA_DIR, 'workspaces/default/incidents'));
  assert(notes.length === 1, `notes ${notes}`);
  assert(existsSync(join(DATA_DIR, 'workspaces/default/vault.json')), 'the key is gone');
});

await step('afterwards nothing is signed in, and nothing was sent twice', async () => {
  await workspaces.unlock(next);
  await workspaces.shows(first);
  const { accounts: all, posts } = await stored('System.Snapshot');
  assert(all.length === 1 && all[0].health === 'signed_out', `accounts ${JSON.stringify(all)}`);
  assert(posts.length === 2, `${posts.length} posts`);
  await practice.published(caption);
  const wrong = await practice.violations();
  assert(wrong.length === 0, JSON.stringify(wrong));
});

await browser.close();
process.exit(finish());
