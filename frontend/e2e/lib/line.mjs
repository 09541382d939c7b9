import { connect, createServer } from 'node:net';

/**
 * The way from the app to the practice TikTok, in bytes. While it is cut, connections to its
 * address are refused, as on a computer that lost its network.
 */
export class Line {
  #ends = new Set();
  #server = null;

  /** from and to are origins: where the app asks, and where TikTok is. */
  constructor(from, to) {
    this.from = new URL(from);
    this.to = new URL(to);
  }

  mend() {
    const server = createServer((near) => {
      const far = connect(Number(this.to.port), this.to.hostname);
      for (const [end, other] of [
        [near, far],
        [far, near],
      ]) {
        this.#ends.add(end);
        end.on('error', () => other.destroy());
        end.on('close', () => {
          this.#ends.delete(end);
          other.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen(Number(this.from.port), this.from.hostname, resolve);
    });
  }

  cut() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const end of this.#ends) end.destroy();
    return closed;
  }
}
