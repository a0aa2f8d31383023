/** The opened event as a document: its text with secrets masked, and the tree of it with offsets into that text. */
import type { EventFields } from '../audit/event.ts';
import { fieldsOf } from '../audit/fields.ts';
import { type JsonNode, JsonTree } from '../audit/json-tree.ts';
import type { RawEvent } from '../engine/engine.ts';

type Stretches = readonly (readonly [start: number, end: number])[];

/** Masks the secrets of an event's text; `masked` are the masked stretches of the new text, in order. */
export type Redactor = (text: string) => { readonly text: string; readonly masked: Stretches };

export interface EventDocument {
  readonly raw: RawEvent;
  /** What may be shown: masked where masking is on. */
  readonly text: string;
  readonly masked: Stretches;
  /** Null where the text is no JSON, or is nested too deeply for this engine's parser. */
  readonly tree: JsonTree | null;
  readonly fields: EventFields | null;
  /** The tree of what was recorded, nothing masked: for a value that is revealed. Made when it is asked for. */
  recorded(): JsonTree | null;
}

/** Reads an event's text for the detail. Never throws: what cannot be a tree is shown as text. */
export function documentOf(raw: RawEvent, redact: Redactor | null): EventDocument {
  const { text, masked } = redact === null ? { text: raw.text, masked: [] } : redact(raw.text);
  const { isJson, fields } = readText(raw.text);
  const made = isJson ? new JsonTree(text) : null;
  // A text that was masked whole has no parts.
  const tree = made !== null && (made.root.type === 'object' || made.root.type === 'array') ? made : null;
  let recorded: JsonTree | null = masked.length === 0 ? tree : null;
  return {
    raw,
    text,
    masked,
    tree,
    fields,
    recorded() {
      if (recorded === null && isJson) recorded = new JsonTree(raw.text);
      return recorded;
    },
  };
}

/** Is a part of this value masked? */
export function isMasked({ masked }: EventDocument, { offset, length }: JsonNode): boolean {
  // The first stretch that ends behind the beginning of the value.
  let [low, high] = [0, masked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((masked[middle]?.[1] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  const found = masked[low];
  return found !== undefined && found[0] < offset + length;
}

/** Whether the text is JSON that this engine can take, and what the event says; a masked text is what its own is. */
function readText(text: string): { readonly isJson: boolean; readonly fields: EventFields | null } {
  try {
    const fields = fieldsOf(JSON.parse(text));
    return { isJson: true, fields: 'bad' in fields ? null : fields };
  } catch (error) {
    // Nested too deeply for an engine that parses by recursion.
    if (error instanceof SyntaxError || error instanceof RangeError) return { isJson: false, fields: null };
    throw error;
  }
}
