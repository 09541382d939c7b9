import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { guardDrops } from './dropGuard';

/** A drag event over an element; jsdom has no DataTransfer of its own. */
function drag(kind: string, types: string[], over: Element): Event {
  const e = new Event(kind, { bubbles: true, cancelable: true });
  Object.defineProperty(e, 'dataTransfer', { value: { types } });
  over.dispatchEvent(e);
  return e;
}

describe('guardDrops', () => {
  beforeAll(() => guardDrops());
  afterEach(() => document.body.replaceChildren());

  it.each([
    ['dragover', ['Files']],
    ['drop', ['Files']],
    ['dragover', ['text/uri-list']],
    ['drop', ['text/uri-list']],
    ['drop', ['text/html', 'text/plain']],
    ['drop', []],
  ])('keeps the page on %s of %j', (kind, types) => {
    expect(drag(kind, types, document.body).defaultPrevented).toBe(true);
  });

  it('lets text into a field, but no file', () => {
    const field = document.body.appendChild(document.createElement('textarea'));
    expect(drag('drop', ['text/plain'], field).defaultPrevented).toBe(false);
    expect(drag('drop', ['text/plain', 'text/uri-list'], field).defaultPrevented).toBe(true);
    expect(drag('drop', ['Files'], field).defaultPrevented).toBe(true);
  });
});
