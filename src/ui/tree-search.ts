/** Looking for a text in the keys and values of the opened event: a stretch at a time, as it may be megabytes long. */
import type { JsonTree } from '../audit/json-tree.ts';
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
  // Of letters of ASCII alone the plain form means the same, and is faster.
  const wide = /^[ -~]*$/.test(typed) ? '' : 'u';
  return new RegExp(literal, /\p{Lu}/u.test(typed) ? `g${wide}` : `gi${wide}`);
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
  /** The number of the first value that is not in it. */
  readonly end: number;
  /** In a list the number of the next part. */
  next: number;
}

export class TreeSearch {
  private readonly tree: JsonTree;
  private readonly needle: RegExp;
  private readonly levels: Level[] = [];
  /** The number of the value that comes next. */
  private at = 0;
  private offset = 0;
  private found = 0;

  constructor(tree: JsonTree, typed: string) {
    this.tree = tree;
    this.needle = needleOf(typed);
  }

  get done(): boolean {
    return this.at >= this.tree.size || this.found >= MOST_MATCHES;
  }

  /** How much of the text was searched, from 0 to 1. */
  get share(): number {
    return this.done ? 1 : this.offset / this.tree.text.length;
  }

  /** Searches so many UTF-16 units more, and the value in which they end. Matches come in the order of the text. */
  step(units: number): readonly Match[] {
    const matches: Match[] = [];
    const until = this.offset + units;
    while (this.offset < until && !this.done) this.value(matches);
    return matches;
  }

  private value(matches: Match[]): void {
    const { tree, levels } = this;
    const node = tree.node(this.at);
    while (levels.length > 0 && this.at >= (levels.at(-1)?.end ?? 0)) levels.pop();
    const level = levels.at(-1);
    const depth = levels.length - 1;
    const key = tree.keyOf(node);
    const path = level === undefined ? '' : pathOf(level.path, depth, key ?? String(level.next++));
    if (key !== null) this.test(matches, safe(key), path, 'key', tree.keyOffset(node));
    if (level !== undefined && isLeaf(tree, node, depth)) {
      this.at = tree.after(node);
      this.offset = node.offset + node.length;
      this.test(matches, leafText(tree, node, Number.POSITIVE_INFINITY).text, path, 'value', node.offset);
    } else {
      levels.push({ path, end: tree.after(node), next: 0 });
      this.at++;
      this.offset = node.offset;
    }
  }

  private test(matches: Match[], text: SafeText, path: string, part: Match['part'], offset: number): void {
    for (const [unit] of foundIn(text, this.needle, MOST_MATCHES - this.found)) {
      matches.push({ path, part, unit, offset });
      this.found++;
    }
  }
}
