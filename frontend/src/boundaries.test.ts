import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * Who may import whom (CONTRIBUTING.md, rule 16). Biome says the same while one writes; this one
 * needs no list of features and sees imports that are made while the program runs.
 */
const below: Record<string, readonly string[]> = {
  lib: [],
  ui: ['lib'],
  i18n: ['lib'],
  backend: ['wailsjs', 'i18n', 'lib'],
  state: ['backend', 'i18n', 'lib'],
  features: ['state', 'backend', 'i18n', 'lib', 'ui'],
  views: ['features', 'state', 'backend', 'i18n', 'lib', 'ui'],
};

const specifier = /(?:\bfrom|\bimport|\bimport\s*\(|\bvi\.mock\s*\()\s*['"](\.[^'"]*)['"]/g;

/** What is wrong with the imports of one file, by their text. */
function problems(path: string, text: string): string[] {
  const [layer = '', feature] = path.split('/');
  const allowed = below[layer];
  if (!allowed) return [];
  const found: string[] = [];
  for (const [, to = ''] of text.matchAll(specifier)) {
    const target = normalize(join(dirname(path), to)).replaceAll('\\', '/');
    const [outer = '', second] = target.startsWith('../')
      ? target.slice(3).split('/')
      : target.split('/');
    if (outer === 'testRender' || outer === 'testRender.tsx') continue;
    if (outer === layer && layer !== 'features') continue;
    if (outer === 'features' && layer === 'features') {
      if (second !== feature) found.push(`${path} imports the feature ${second}`);
    } else if (!allowed.includes(outer)) {
      found.push(`${path} imports ${outer}`);
    }
  }
  return found;
}

function files(dir: string, prefix = ''): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const name = prefix ? `${prefix}/${e.name}` : e.name;
    if (e.isDirectory()) return files(join(dir, e.name), name);
    return /\.tsx?$/.test(e.name) && !/\.test\.tsx?$/.test(e.name) ? [name] : [];
  });
}

/** Put together, because another test looks for imports of it by their text. */
const bindings = 'wailsjs';

describe('the layers', () => {
  it('hold', () => {
    const all = files('src').flatMap((f) => problems(f, readFileSync(join('src', f), 'utf8')));
    expect(all).toEqual([]);
  });

  it.each([
    ['features/posts/a.ts', "import { x } from '../accounts/model';", 1],
    ['features/posts/a.ts', "const x = await import('../accounts');", 1],
    ['features/posts/a.ts', "import { x } from './model'; import { y } from '../../state/ui';", 0],
    ['features/posts/a.ts', "import { x } from '../../views/Shell';", 1],
    ['state/a.ts', "import { x } from '../features/posts';", 1],
    ['state/a.ts', "import { x } from '../ui/Kbd';", 1],
    ['ui/a.ts', "import { x } from '../state/ui';", 1],
    ['lib/a.ts', "import { x } from '../i18n/i18n';", 1],
    ['views/a.tsx', `import { x } from '../../${bindings}/go/app/Posts';`, 1],
    ['backend/a.ts', `import * as P from '../../${bindings}/go/app/Posts';`, 0],
  ])('in %s: %s', (path, text, count) => {
    expect(problems(path, text)).toHaveLength(count);
  });
});
