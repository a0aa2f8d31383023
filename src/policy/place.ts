/** Where something stands in a text, as people count: from 1. */

export interface Place {
  readonly line: number;
  /** In UTF-16 units. */
  readonly column: number;
}

/** The line of an offset. */
export function lineAt(text: string, offset: number): number {
  return placeAt(text, offset).line;
}

export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let begin = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', begin)) {
    line++;
    begin = end + 1;
  }
  return { line, column: offset - begin + 1 };
}
