/** What stands in place of a secret value, and putting it there. */

/** Stands for a secret value of any length; in JSON it is a string of this. */
export const MASK = '\u2022'.repeat(8);
export const MASK_STRING = `"${MASK}"`;

export interface Redacted {
  readonly text: string;
  /** Where the result holds a mask: its JSON string with the quotes, from the first character to after the last. */
  readonly masked: readonly (readonly [start: number, end: number])[];
}

/** `text` in place of what stands from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits made; they come in any order, and an edit within another one is dropped. */
export function replaced(text: string, edits: readonly Edit[]): Redacted {
  const inOrder = [...edits].sort((some, other) => some.start - other.start);
  const parts: string[] = [];
  const masked: [number, number][] = [];
  let read = 0;
  let written = 0;
  for (const { start, end, text: mask } of inOrder) {
    if (start < read) continue;
    parts.push(text.slice(read, start), mask);
    written += start - read + mask.length;
    masked.push([written - mask.length, written]);
    read = end;
  }
  return { text: parts.join('') + text.slice(read), masked };
}
