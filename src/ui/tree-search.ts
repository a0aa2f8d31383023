/** Looking for a text in the keys and values of the opened event: a stretch at a time, as it may be megabytes long. */
import { contentOf, endOfString, type JsonTree, skipBlank } from '../audit/json-tree.ts';
import { type SafeText, safe } from '../audit/safe.ts';
import { isLeaf } from './tree.ts';
import { pathOf } from './tree-path.ts';
import { leafText } from './tree-values.ts';

export interface Match {
  /** Of the row on which it stands. */
  readonly path: string;
  readonly part: 'key' | 'value';
  /** The UTF-16 unit of the shown text at which it begins. */
  readonly unit: number;
  /** Where the key or the value stands in the event's text. */
  readonly offset: number;
}

/** More are not kept: nobody steps through them. */
export const MOST_MATCHES = 10_000;

/** What finds a text that was typed: case is ignored unless a capital is typed. */
export function needleOf(typed: string): RegExp {
  const literal = safe(typed).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(literal, /\p{Lu}/u.test(typed) ? 'gu' : 'giu');
}

/** Where a text holds what is looked for, in UTF-16 units. */
export function foundIn(text: SafeText, needle: RegExp, most = MOST_MATCHES): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  needle.lastIndex = 0;
  for (let found = needle.exec(text); found !== null; found = needle.exec(text)) {
    spans.push([found.index, found.index + found[0].length]);
    if (spans.length >= most) break;
  }
  return spans;
}

/** An object or a list that is being walked through. */
interface Level {
  readonly path: string;
  readonly isList: boolean;
  /** In a list the number of the next part. */
  next: number;
}

export class TreeSearch {
  private readonly tree: JsonTree;
  private readonly needle: RegExp;
  private readonly levels: Level[] = [];
  /** The key whose value comes next, null where a key comes. */
  private key: string | null = null;
  private at: number;
  private found = 0;

  constructor(tree: JsonTree, typed: string) {
    this.tree = tree;
    this.needle = needleOf(typed);
    this.at = tree.root.offset;
  }

  get done(): boolean {
    return this.at >= this.tree.text.length || this.found >= MOST_MATCHES;
  }

  /** How much of the text was searched, from 0 to 1. */
  get share(): number {
    return Math.min(1, this.at / Math.max(1, this.tree.text.length));
  }

  /** Searches so many UTF-16 units more, and the value in which they end. Matches come in the order of the text. */
  step(units: number): readonly Match[] {
    const matches: Match[] = [];
    const { text } = this.tree;
    const until = this.at + units;
    while (this.at < until && !this.done) {
      this.at = skipBlank(text, this.at);
      const sign = text[this.at];
      if (sign === '}' || sign === ']') {
        this.levels.pop();
        this.at++;
      } else if (sign === ',' || sign === ':') this.at++;
      else if (this.at < text.length) this.part(matches);
    }
    return matches;
  }

  private part(matches: Match[]): void {
    const { text } = this.tree;
    const level = this.levels.at(-1);
    const offset = this.at;
    if (level !== undefined && !level.isList && this.key === null) {
      this.at = endOfString(text, offset);
      this.key = contentOf(text, offset, this.at);
      this.test(matches, safe(this.key), pathOf(level.path, this.levels.length - 1, this.key), 'key', offset);
      return;
    }
    const key = level?.isList === true ? String(level.next++) : this.key;
    const path = level === undefined || key === null ? '' : pathOf(level.path, this.levels.length - 1, key);
    this.key = null;
    const node = this.tree.valueAt(offset);
    if (!isLeaf(this.tree, node, Math.max(0, this.levels.length - 1))) {
      this.levels.push({ path, isList: node.type === 'array', next: 0 });
      this.at = offset + 1;
      return;
    }
    this.at = offset + node.length;
    this.test(matches, leafText(this.tree, node, Number.POSITIVE_INFINITY).text, path, 'value', offset);
  }

  private test(matches: Match[], text: SafeText, path: string, part: Match['part'], offset: number): void {
    for (const [unit] of foundIn(text, this.needle, MOST_MATCHES - this.found)) {
      matches.push({ path, part, unit, offset });
      this.found++;
    }
  }
}
