/**
 * The one place that knows colours. Painters name a role (what a text means) and a ground (what it stands on);
 * a theme turns the two into SGR codes for the terminal's depth. The tables are reference/look/README.md's.
 */
import type { SafeText } from '../audit/safe.ts';

export type Role =
  | 'text' | 'dim' | 'faint' | 'bar' | 'accent' | 'ok' | 'write' | 'err' | 'policy'
  /** Of several sources: each has one, whatever it says. */
  | 'source-1' | 'source-2' | 'source-3' | 'source-4' | 'source-5' | 'source-6'; // biome-ignore format: a list
export type Ground = 'none' | 'sel' | 'sel2' | 'panel' | 'alarm' | 'warn' | 'hit';
export type Depth = 'truecolor' | '256' | '16' | 'mono';
export type Shade = 'dark' | 'light';

export interface Style {
  readonly role: Role;
  readonly ground: Ground;
  readonly bold: boolean;
  readonly underline: boolean;
}

export interface Theme {
  readonly depth: Depth;
  /** The text with the codes of its style before and after it. */
  paint(text: SafeText, style: Style): string;
}

/** `#rrggbb`, a number of the 256-colour table, or null for the terminal's own. */
type Colour = string | number | null;
interface Swatch {
  readonly dark: Colour;
  readonly light: Colour;
  readonly dark256: Colour;
  readonly light256: Colour;
}

const swatch = (dark: Colour, light: Colour, dark256: Colour, light256: Colour): Swatch => ({
  dark,
  light,
  dark256,
  light256,
});

const ROLES: Readonly<Record<Role, Swatch>> = {
  text: swatch(null, null, null, null),
  dim: swatch('#989ea6', '#59616b', 247, 241),
  faint: swatch('#4c525a', '#c4cad1', 240, 251),
  bar: swatch('#4f7396', '#5f90c8', 67, 67),
  accent: swatch('#79b8ff', '#0a58b5', 111, 25),
  ok: swatch('#7fcb8f', '#1a7237', 114, 22),
  write: swatch('#e5b567', '#8a5300', 179, 94),
  err: swatch('#ff8078', '#b8261c', 210, 124),
  policy: swatch('#c8a6f2', '#6e3fc0', 183, 55),
  'source-1': swatch('#6fc9c9', '#0b6a6a', 80, 23),
  'source-2': swatch('#e99bc4', '#a12a6b', 175, 125),
  'source-3': swatch('#b9c46a', '#5a6410', 149, 58),
  'source-4': swatch('#eaa27a', '#9a4a12', 216, 130),
  'source-5': swatch('#9db0f5', '#3c4fb8', 147, 61),
  'source-6': swatch('#9ad6a5', '#1f6e3c', 151, 29),
};

/** The same roles on `sel` and `sel2`: lighter on dark, darker on light, so that they stay readable. */
const SELECTED: Readonly<Record<Role, Swatch>> = {
  text: swatch('#ffffff', '#0b1a2b', 231, 234),
  dim: swatch('#d0d7de', '#3d4650', 252, 238),
  faint: swatch('#d0d7de', '#3d4650', 252, 238),
  bar: swatch('#b9dcff', '#084a99', 153, 25),
  accent: swatch('#b9dcff', '#084a99', 153, 25),
  ok: swatch('#b6ecc0', '#0f5a29', 157, 22),
  write: swatch('#ffd899', '#724400', 222, 58),
  err: swatch('#ffb0aa', '#a01b12', 224, 124),
  policy: swatch('#e3d0ff', '#5a2fa6', 189, 55),
  'source-1': swatch('#b5ecec', '#07494a', 159, 23),
  'source-2': swatch('#ffcbe4', '#7d1d51', 225, 89),
  'source-3': swatch('#e2eaa2', '#434b08', 193, 58),
  'source-4': swatch('#ffd2b8', '#733509', 223, 94),
  'source-5': swatch('#d0daff', '#2c3b92', 189, 18),
  'source-6': swatch('#c6f0ce', '#14512b', 194, 22),
};

const GROUNDS: Readonly<Record<Exclude<Ground, 'none'>, Swatch>> = {
  sel: swatch('#2b4a6b', '#cfe4ff', 24, 153),
  sel2: swatch('#34383e', '#e3e6ea', 237, 254),
  panel: swatch('#2a2d32', '#f0f2f5', 236, 255),
  alarm: swatch('#b3261e', '#b3261e', 124, 124),
  warn: swatch('#e5b567', '#8a5300', 179, 94),
  hit: swatch('#2f2740', '#f1e9ff', 236, 189),
};

/** Grounds that bring their own foreground, whatever the role. */
const OWN_TEXT: Readonly<Partial<Record<Ground, Swatch>>> = {
  alarm: swatch('#ffffff', '#ffffff', 231, 231),
  warn: swatch('#1e1e1e', '#ffffff', 234, 231),
};

/** The 16 colours as SGR codes; null: the terminal's own. */
const ROLES_16: Readonly<Record<Role, number | null>> = {
  text: null,
  dim: null,
  faint: 90,
  bar: 34,
  accent: 96,
  ok: 32,
  write: 33,
  err: 91,
  policy: 95,
  'source-1': 36,
  'source-2': 35,
  'source-3': 33,
  'source-4': 31,
  'source-5': 34,
  'source-6': 32,
};
const GROUNDS_16: Readonly<Partial<Record<Ground, readonly [background: number, foreground: number]>>> = {
  sel: [44, 97],
  sel2: [100, 97],
  alarm: [41, 97],
  warn: [43, 30],
};
const BOLD_IN_MONO: ReadonlySet<Role> = new Set(['accent', 'ok', 'write', 'err']);

const ESC = '\u001b[';

function foreground(colour: Colour): string {
  if (colour === null) return '';
  return `${ESC}38;${typeof colour === 'number' ? `5;${colour}` : `2;${rgb(colour)}`}m`;
}

function background(colour: Colour): string {
  if (colour === null) return '';
  return `${ESC}48;${typeof colour === 'number' ? `5;${colour}` : `2;${rgb(colour)}`}m`;
}

function rgb(hex: string): string {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(';');
}

function openColours(style: Style, shade: Shade, depth: 'truecolor' | '256'): string {
  const key = depth === '256' ? (`${shade}256` as const) : shade;
  const roles = style.ground === 'sel' || style.ground === 'sel2' ? SELECTED : ROLES;
  const own = OWN_TEXT[style.ground];
  const front = own === undefined ? roles[style.role][key] : own[key];
  return foreground(front) + (style.ground === 'none' ? '' : background(GROUNDS[style.ground][key]));
}

function open16(style: Style): string {
  const ground = GROUNDS_16[style.ground];
  if (ground !== undefined) return `${ESC}${ground[0]}m${ESC}${ground[1]}m`;
  const front = ROLES_16[style.role];
  return front === null ? '' : `${ESC}${front}m`;
}

/** Mono has no colours at all: bold, underline and inverse carry what must be seen. */
function openMono(style: Style): string {
  if (style.ground === 'sel' || style.ground === 'warn' || style.ground === 'alarm') return `${ESC}7m`;
  return style.ground === 'sel2' && !style.underline ? `${ESC}4m` : '';
}

function openStyle(style: Style, shade: Shade, depth: Depth): string {
  const bold = style.bold || style.ground === 'alarm' || (depth === 'mono' && BOLD_IN_MONO.has(style.role));
  const colours =
    depth === 'mono' ? openMono(style) : depth === '16' ? open16(style) : openColours(style, shade, depth);
  return (bold ? `${ESC}1m` : '') + (style.underline ? `${ESC}4m` : '') + colours;
}

/** Closes exactly what was opened: Ink's own lines must not inherit anything. */
function closeStyle(opened: string): string {
  let close = '';
  if (/\[(?:38|3\d|9\d)[;m]/.test(opened)) close += `${ESC}39m`;
  if (/\[(?:48|4[1-7]|10\d)[;m]/.test(opened)) close += `${ESC}49m`;
  if (opened.includes('[7m')) close += `${ESC}27m`;
  if (opened.includes('[4m')) close += `${ESC}24m`;
  if (opened.includes('[1m')) close += `${ESC}22m`;
  return close;
}

/** A theme for a terminal of this depth and background. */
export function createTheme(depth: Depth, shade: Shade): Theme {
  const known = new Map<string, readonly [open: string, close: string]>();
  return {
    depth,
    paint(text, style) {
      const key = `${style.role} ${style.ground} ${style.bold} ${style.underline}`;
      let codes = known.get(key);
      if (codes === undefined) {
        const open = openStyle(style, shade, depth);
        codes = [open, closeStyle(open)];
        known.set(key, codes);
      }
      return codes[0] === '' ? text : codes[0] + text + codes[1];
    },
  };
}

/** `--color WHEN`: what the user asked for. */
export type ColorWhen = 'auto' | 'always' | 'never' | 'truecolor' | '256' | '16' | 'mono';

/** The depth to paint in: what was asked, else what the environment says; NO_COLOR and TERM=dumb mean mono. */
export function depthFor(when: ColorWhen, env: Readonly<Record<string, string | undefined>>): Depth {
  if (when === 'never' || when === 'mono') return 'mono';
  if (when === 'truecolor' || when === '256' || when === '16') return when;
  const term = env.TERM ?? '';
  if (when === 'auto' && ((env.NO_COLOR ?? '') !== '' || term === 'dumb')) return 'mono';
  if (/^(?:truecolor|24bit)$/.test(env.COLORTERM ?? '') || /direct/.test(term)) return 'truecolor';
  if (/256/.test(term)) return '256';
  return '16';
}
