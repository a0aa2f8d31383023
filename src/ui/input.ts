/**
 * What was typed, as names of keys. One read of the terminal may carry many keys, so the answer is a list: Ink
 * splits escape sequences off, but hands a run of ordinary characters over in one piece.
 */

/** The part of Ink's Key that is looked at. */
export interface InkKey {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageDown: boolean;
  readonly pageUp: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly meta: boolean;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Names: the character itself, `Space`, `Enter`, `Esc`, `Tab`, `S-Tab`, `S-Left`, `Up`, ..., `C-x`. */
export function keysOf(input: string, key: InkKey): readonly string[] {
  if (key.upArrow) return ['Up'];
  if (key.downArrow) return ['Down'];
  if (key.leftArrow) return [key.shift ? 'S-Left' : 'Left'];
  if (key.rightArrow) return [key.shift ? 'S-Right' : 'Right'];
  if (key.pageDown) return ['PgDn'];
  if (key.pageUp) return ['PgUp'];
  if (key.home) return ['Home'];
  if (key.end) return ['End'];
  if (key.tab) return [key.shift ? 'S-Tab' : 'Tab'];
  if (key.backspace) return ['Backspace'];
  if (key.delete) return ['Delete'];
  if (key.return) return ['Enter'];
  // Esc and the key after it in one read look like Alt: no Alt is ever needed, so they are two keys.
  const first = key.escape || (key.meta && input !== '') ? ['Esc'] : [];
  if (key.ctrl && input.length === 1) return [...first, `C-${input}`];
  return [...first, ...characters(input)];
}

function characters(input: string): string[] {
  return [...segmenter.segment(input)].flatMap(({ segment }) => (segment === '\r\n' ? ['Enter'] : [nameOf(segment)]));
}

function nameOf(character: string): string {
  if (character === ' ') return 'Space';
  if (character === '\r' || character === '\n') return 'Enter';
  if (character === '\t') return 'Tab';
  if (character === '\u001b') return 'Esc';
  if (character === '\u007f' || character === '\b') return 'Backspace';
  const code = character.charCodeAt(0);
  return code < 0x1b ? `C-${String.fromCharCode(code + 0x60)}` : character;
}
