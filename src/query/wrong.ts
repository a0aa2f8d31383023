/** What is wrong with the text of a filter. */

/** What could stand at a place; completion offers it. */
export type Expected = 'term' | 'value' | 'operator' | 'nothing';

/** What is wrong with a text, and where. */
export class Wrong extends Error {
  readonly at: number;
  readonly length: number;
  readonly expected: Expected;
  /** What may have been meant by the text there. */
  readonly meant: string | null;
  constructor(
    message: string,
    at: number,
    length: number,
    expected: Expected = 'nothing',
    meant: string | null = null,
  ) {
    super(message);
    this.at = at;
    this.length = Math.max(1, length);
    this.expected = expected;
    this.meant = meant;
  }
}
