import { describe, expect, it } from 'vitest';
import { literal } from '../../src/audit/safe.ts';
import { createTheme, type Depth, depthFor, type Ground, type Role, type Shade } from '../../src/ui/theme.ts';

const ROLES: readonly Role[] = [
  'text',
  'dim',
  'faint',
  'bar',
  'accent',
  'ok',
  'write',
  'err',
  'policy',
  'source-1',
  'source-2',
  'source-3',
  'source-4',
  'source-5',
  'source-6',
];
const GROUNDS: readonly Ground[] = ['none', 'sel', 'sel2', 'panel', 'alarm', 'warn', 'hit'];

function paint(depth: Depth, role: Role, ground: Ground = 'none', shade: Shade = 'dark'): string {
  return createTheme(depth, shade).paint(literal('x'), { role, ground, bold: false, underline: false });
}

describe('themes', () => {
  it.each([
    ['truecolor', 'dim', 'none', '\u001b[38;2;152;158;166mx\u001b[39m'],
    ['truecolor', 'err', 'sel', '\u001b[38;2;255;176;170m\u001b[48;2;43;74;107mx\u001b[39m\u001b[49m'],
    ['truecolor', 'text', 'none', 'x'],
    ['256', 'policy', 'none', '\u001b[38;5;183mx\u001b[39m'],
    ['256', 'text', 'sel', '\u001b[38;5;231m\u001b[48;5;24mx\u001b[39m\u001b[49m'],
    ['16', 'accent', 'none', '\u001b[96mx\u001b[39m'],
    ['16', 'err', 'sel', '\u001b[44m\u001b[97mx\u001b[39m\u001b[49m'],
    ['16', 'dim', 'none', 'x'],
    ['mono', 'err', 'none', '\u001b[1mx\u001b[22m'],
    ['mono', 'dim', 'sel', '\u001b[7mx\u001b[27m'],
    ['mono', 'dim', 'sel2', '\u001b[4mx\u001b[24m'],
  ] as const)('%s: %s on %s', (depth, role, ground, expected) => expect(paint(depth, role, ground)).toBe(expected));

  it('never use inverse over colours, dim, italics or blink', () => {
    for (const depth of ['truecolor', '256', '16', 'mono'] as const) {
      for (const shade of ['dark', 'light'] as const) {
        for (const role of ROLES) {
          for (const ground of GROUNDS) {
            const painted = paint(depth, role, ground, shade);
            expect(painted).not.toMatch(/\u001b\[(?:2|3|5)m/);
            if (depth !== 'mono') expect(painted).not.toContain('\u001b[7m');
            if (depth === 'mono') expect(painted).not.toMatch(/\u001b\[(?:3[0-7]|9[0-7]|[34]8;)/);
          }
        }
      }
    }
  });

  it('hold 4.5:1 for words on every ground, dark and light', () => {
    const terminal = { dark: '#1e1e1e', light: '#ffffff' };
    for (const shade of ['dark', 'light'] as const) {
      for (const ground of GROUNDS) {
        for (const role of ROLES) {
          if (role === 'faint' || role === 'bar') continue;
          const [front, back] = coloursOf(paint('truecolor', role, ground, shade));
          const ratio = contrast(front ?? (shade === 'dark' ? '#d4d4d4' : '#1e1e1e'), back ?? terminal[shade]);
          expect(ratio, `${role} on ${ground}, ${shade}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });
});

function coloursOf(painted: string): (string | null)[] {
  return ['38', '48'].map((code) => {
    const found = new RegExp(`\\[${code};2;(\\d+);(\\d+);(\\d+)m`).exec(painted);
    return found === null
      ? null
      : `#${found
          .slice(1)
          .map((each) => Number(each).toString(16).padStart(2, '0'))
          .join('')}`;
  });
}

/** WCAG 2's contrast of two colours. */
function contrast(one: string, other: string): number {
  const light = [one, other].map((hex) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  });
  return Math.max(...light) / Math.min(...light);
}

describe('depth', () => {
  it.each([
    ['auto', { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'truecolor'],
    ['auto', { TERM: 'xterm-256color' }, '256'],
    ['auto', { TERM: 'linux' }, '16'],
    ['auto', { TERM: 'dumb', COLORTERM: 'truecolor' }, 'mono'],
    ['auto', { TERM: 'xterm-256color', NO_COLOR: '1' }, 'mono'],
    ['auto', { TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
    ['always', { TERM: 'xterm-256color', NO_COLOR: '1' }, '256'],
    ['never', { TERM: 'xterm-256color' }, 'mono'],
    ['16', { COLORTERM: 'truecolor' }, '16'],
  ] as const)('%s with %o is %s', (when, env, depth) => expect(depthFor(when, env)).toBe(depth));
});
