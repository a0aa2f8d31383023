/** Moves that every list, pane and screen answers to, and how far each goes. */
import type { Command } from './keys.ts';

export type Steps = { readonly unit: 'row' | 'half' | 'page' | 'edge'; readonly dir: 1 | -1 };

/** Moves, for every context that has rows. */
export function stepsOf(command: Command): Steps | null {
  switch (command) {
    case 'up':
      return { unit: 'row', dir: -1 };
    case 'down':
      return { unit: 'row', dir: 1 };
    case 'half-up':
      return { unit: 'half', dir: -1 };
    case 'half-down':
      return { unit: 'half', dir: 1 };
    case 'page-up':
      return { unit: 'page', dir: -1 };
    case 'page-down':
      return { unit: 'page', dir: 1 };
    case 'first':
      return { unit: 'edge', dir: -1 };
    case 'last':
      return { unit: 'edge', dir: 1 };
    default:
      return null;
  }
}

/** How many rows a step is on a screen this high. */
export function rowsOf(steps: Steps, height: number): number {
  const size = { row: 1, half: Math.max(1, Math.floor(height / 2)), page: Math.max(1, height - 1), edge: 1e9 }[
    steps.unit
  ];
  return size * steps.dir;
}
