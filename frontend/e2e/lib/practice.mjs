import { assert } from './steps.mjs';

/** The practice TikTok's control (docs/sandbox.md) and what it received. */
export class Practice {
  constructor(url) {
    this.url = url;
  }

  act(body) {
    return this.#send('POST', 'act', body);
  }

  /** Replaces the scenario; an empty one is a TikTok that works. */
  scenario(body) {
    return this.#send('PUT', 'scenario', body);
  }

  async #send(method, path, body) {
    const reply = await fetch(`${this.url}/sandbox/control/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await reply.text();
    assert(reply.ok, `${path}: ${reply.status} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }

  /** Every post that was begun, oldest first. */
  async receivedAll() {
    const reply = await fetch(`${this.url}/received`);
    assert(reply.ok, `received: ${reply.status}`);
    return reply.json();
  }

  /** Those with this caption. */
  async received(caption) {
    return (await this.receivedAll()).filter((r) => r.caption === caption);
  }

  /** The only post with this caption, which is out. */
  async published(caption) {
    const all = await this.received(caption);
    assert(all.length === 1, `"${caption}" was begun ${all.length} times`);
    assert(all[0].status === 'PUBLISH_COMPLETE', `"${caption}" is ${all[0].status}`);
    return all[0];
  }

  /** What no correct client does. */
  async violations() {
    const reply = await fetch(`${this.url}/sandbox/control/`);
    const { counts } = await reply.json();
    return counts.violations ?? [];
  }
}
