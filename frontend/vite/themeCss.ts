import {
  convertCssVariables,
  DEFAULT_THEME,
  deepMerge,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { cssVariables, theme } from '../src/ui/theme.ts';

const id = 'virtual:theme.css';

/**
 * Writes Mantine's and our CSS variables into the stylesheet at build time. At run time Mantine
 * would inject a style element for them, which the content security policy forbids.
 */
export function themeCss(): Plugin {
  return {
    name: 'cuedrop-theme-css',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) => (source === `\0${id}` ? css() : null),
  };
}

function css(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const resolved = deepMerge(defaultCssVariablesResolver(merged), cssVariables(merged));
  return convertCssVariables(resolved, ':root');
}
