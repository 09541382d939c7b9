import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Hands files to the window by starting the program a second time with them, for a workspace if one
 * is named. From there on they go the way of a drop, which a page in Chromium can't make: see the
 * desktop smoke test.
 */
export function hand(files, workspace) {
  const { E2E_BINARY, DATA_DIR } = process.env;
  const where = workspace ? ['--workspace', workspace] : [];
  const again = spawn(resolve(E2E_BINARY), ['--data-dir', DATA_DIR, ...where, ...files], {
    stdio: 'ignore',
  });
  return new Promise((done, fail) => {
    again.on('error', fail);
    again.on('exit', (code) => (code === 0 ? done() : fail(new Error(`exit code ${code}`))));
  });
}
