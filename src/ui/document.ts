/** The opened event as a document: its text with secrets masked, and the tree of it with offsets into that text. */
import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { EventFields } from '../audit/event.ts';
import { fieldsOf } from '../audit/fields.ts';
import type { RawEvent } from '../engine/engine.ts';

/** Masks the secrets of an event's text; `masked` are the masked stretches of the new text. */
export type Redactor = (text: string) => {
  readonly text: string;
  readonly masked: readonly (readonly [start: number, end: number])[];
};

export interface EventDocument {
  readonly raw: RawEvent;
  /** What may be shown: masked where masking is on. */
  readonly text: string;
  readonly masked: readonly (readonly [start: number, end: number])[];
  /** Null where the text is nested too deeply to show as a tree, or is no JSON. */
  readonly root: Node | null;
  readonly fields: EventFields | null;
}

/** Reads an event's text for the detail. Never throws: what cannot be a tree is shown as text. */
export function documentOf(raw: RawEvent, redact: Redactor | null): EventDocument {
  const { text, masked } = redact === null ? { text: raw.text, masked: [] } : redact(raw.text);
  return { raw, text, masked, root: treeOf(text), fields: readFields(raw.text) };
}

/** The tree of a JSON text; numbers keep their digits because nodes know where they stand. */
export function treeOf(text: string): Node | null {
  try {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { disallowComments: true });
    return root === undefined || errors.length > 0 ? null : root;
  } catch (error) {
    // The parser goes down by recursion: a body nested thousands deep overflows the stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readFields(text: string): EventFields | null {
  try {
    const fields = fieldsOf(JSON.parse(text));
    return 'bad' in fields ? null : fields;
  } catch {
    return null;
  }
}
