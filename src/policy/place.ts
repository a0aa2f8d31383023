/** Where something stands in a text, as people count: from 1. A byte order mark is no column. */

export interface Place {
  readonly line: number;
  /** In UTF-16 units. */
  readonly column: number;
}

/** Where the lines of a text begin, for many places in one text. Lines end in LF. */
export class LineStarts {
  private readonly starts: number[] = [0];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const mark = low === 0 && this.text.startsWith('\ufeff') && offset > 0 ? 1 : 0;
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 - mark };
  }

  /** The offset after the last character of a line, its line break not counted. */
  end(line: number): number {
    const next = this.starts[line];
    const end = next === undefined ? this.text.length : next - 1;
    return this.text[end - 1] === '\r' ? end - 1 : end;
  }
}

/** The line of an offset. */
export function lineAt(text: string, offset: number): number {
  return placeAt(text, offset).line;
}

export function placeAt(text: string, offset: number): Place {
  return new LineStarts(text.slice(0, offset)).place(offset);
}
