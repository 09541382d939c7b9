import {
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  Popover,
  Radio,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';

/** The accent in ten steps: 7 fills in light, 4 in dark. */
const green = [
  '#eef6f1',
  '#e0eee6',
  '#b9d9c8',
  '#8cbba4',
  '#55b78b',
  '#3f9d74',
  '#2a805c',
  '#15694b',
  '#11573e',
  '#0c4330',
] as const;

const input = { size: 'sm', radius: 6 } as const;

export const theme = createTheme({
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  colors: { green },
  white: '#ffffff',
  black: '#191e1a',
  defaultRadius: 6,
  cursorType: 'default',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, "Segoe UI Variable Text", "SF Pro Text", Cantarell, "Noto Sans", sans-serif',
  fontSizes: { xs: '11.5px', sm: '12.5px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '1.4', sm: '1.36', md: '1.385', lg: '1.3', xl: '1.3' },
  spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', variant: 'filled' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs', radius: 4 } }),
    Radio: Radio.extend({ defaultProps: { size: 'xs' } }),
    Switch: Switch.extend({ defaultProps: { size: 'sm', withThumbIndicator: false } }),
    TextInput: TextInput.extend({ defaultProps: input }),
    Textarea: Textarea.extend({ defaultProps: input }),
    Select: Select.extend({
      defaultProps: {
        ...input,
        // Tab only passes through; Enter, Space, arrows and a click open.
        openOnFocus: false,
        comboboxProps: { shadow: 'none', transitionProps: { duration: 120 } },
      },
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs', transitionDuration: 120, withItemsBorders: false },
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'none',
        radius: 9,
        transitionProps: { duration: 120 },
        // The placeholder is a focusable child that a menu may not have.
        withInitialFocusPlaceholder: false,
      },
    }),
    Popover: Popover.extend({
      defaultProps: { shadow: 'none', radius: 9, transitionProps: { duration: 160 } },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, radius: 6, multiline: true, maw: 260, withinPortal: true },
    }),
    // The page itself never scrolls, so there is nothing to lock; the lock would also need an
    // injected style element, which the content security policy forbids.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        radius: 12,
        withCloseButton: false,
        transitionProps: { duration: 160 },
      },
    }),
  },
});

type Tokens = Record<string, string>;

const light: Tokens = {
  '--panel': '#ffffff',
  '--window': '#f3f5f2',
  '--sidebar': '#e9ece8',
  '--sunken': '#eff2ee',
  '--hover': '#f4f6f3',
  '--line': '#dce0da',
  '--line-soft': '#e8ebe6',
  '--control': '#7c857d',
  '--control-soft': '#c2c9c1',
  '--ink': '#191e1a',
  '--ink-2': '#4a534c',
  '--ink-3': '#626b64',
  '--accent': '#15694b',
  '--accent-fill': '#15694b',
  '--on-accent': '#ffffff',
  '--accent-fill-hover': '#11573e',
  '--accent-wash': '#e0eee6',
  '--accent-line': '#8cbba4',
  '--blue': '#33568f',
  '--blue-wash': '#e6ecf6',
  '--amber': '#8a5200',
  '--amber-wash': '#faefd9',
  '--red': '#b0281e',
  '--mantine-color-error': 'var(--red)',
  '--red-wash': '#fbe9e6',
  '--inverse': '#20261f',
  '--on-inverse': '#f1f4f0',
  '--on-inverse-2': '#b9c2b9',
  '--scrim': 'rgb(25 30 26 / 34%)',
  '--lift-1': '0 1px 2px rgb(25 30 26 / 7%)',
  '--lift-2': '0 6px 20px rgb(25 30 26 / 12%), 0 1px 3px rgb(25 30 26 / 10%)',
  '--lift-3': '0 18px 50px rgb(25 30 26 / 22%), 0 2px 6px rgb(25 30 26 / 10%)',
};

const dark: Tokens = {
  '--panel': '#1c1f1d',
  '--window': '#171a18',
  '--sidebar': '#121513',
  '--sunken': '#141715',
  '--hover': '#242826',
  '--line': '#2b312c',
  '--line-soft': '#232824',
  '--control': '#737e74',
  '--control-soft': '#424a43',
  '--ink': '#e8ece8',
  '--ink-2': '#b4bdb5',
  '--ink-3': '#8f9990',
  '--accent': '#63c79b',
  '--accent-fill': '#55b78b',
  '--on-accent': '#06190f',
  '--accent-fill-hover': '#63c79b',
  '--accent-wash': '#1b3429',
  '--accent-line': '#33624d',
  '--blue': '#8fb0ec',
  '--blue-wash': '#1f2a3f',
  '--amber': '#e9b04f',
  '--amber-wash': '#372a12',
  '--red': '#f28b7d',
  '--mantine-color-error': 'var(--red)',
  '--red-wash': '#3d1f1b',
  '--inverse': '#e4e9e3',
  '--on-inverse': '#171c18',
  '--on-inverse-2': '#4a534c',
  '--scrim': 'rgb(0 0 0 / 55%)',
  '--lift-1': 'inset 0 0 0 1px #2b312c',
  '--lift-2': '0 0 0 1px #343b35, 0 6px 20px rgb(0 0 0 / 40%)',
  '--lift-3': '0 0 0 1px #343b35, 0 18px 50px rgb(0 0 0 / 55%)',
};

/** Mantine's own colour variables, said in our tokens. The same in both schemes. */
const mantine: Tokens = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--control-soft)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--accent-fill-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-green-filled': 'var(--accent-fill)',
  '--mantine-color-green-filled-hover': 'var(--accent-fill-hover)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: mantine,
  light,
  dark,
});
