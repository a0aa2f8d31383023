/** The event's own JSON, as a filter looks at it: bytes, parsed once where somebody asks. */

/** The JSON of one event, `bytes[from, to)`: its own line without the line end, or one made of what was its form. */
export interface RawText {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Whether the JSON may hold a key or a text of plain letters: as it stands, or with some of its letters escaped. */
export function mayHold({ bytes, from, to }: RawText, text: string): boolean {
  const own = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  return own.includes(text) || own.includes('\\u') || own.includes('\\/');
}

/** What encoders write as it is, unless they escape what they need not. */
export const PLAIN_KEY = /^[\w./-]+$/;

let last: RawText | null = null;
let parsed: unknown = null;

/** The event as an object; the last one asked for is kept. Of what is no JSON null: it cannot be an event. */
export function parsedRaw(raw: RawText): unknown {
  if (raw === last) return parsed;
  last = raw;
  try {
    parsed = JSON.parse(Buffer.from(raw.bytes.buffer, raw.bytes.byteOffset + raw.from, raw.to - raw.from).toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    parsed = null;
  }
  return parsed;
}
