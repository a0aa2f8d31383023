/** Reads a configuration: YAML, checked as a whole, with the place of all that is wrong. */
import * as v from 'valibot';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { parseQuery } from '../../query/parse.ts';
import { CONFIG, type Configuration } from './schema.ts';

/** What is wrong; lines and columns count from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The configuration of a text; an empty one says nothing. */
export function readConfig(text: string): ReadConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const at = (offset: number, message: string): ConfigProblem => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  };
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map(({ pos, message }) => at(pos[0], `no YAML: ${message}`)) };
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  // A list is a map of numbers to what checks it.
  if (Array.isArray(value)) return { ok: false, problems: [at(offsetOf(document, [], false), NO_MAP)] };
  const parsed = v.safeParse(CONFIG, value ?? {});
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => {
      const path = (issue.path ?? []).map(({ key }) => key);
      return at(offsetOf(document, path, isUnknown(issue)), messageOf(issue, path));
    });
    return { ok: false, problems };
  }
  const { queries = {} } = parsed.output;
  if (isSeq(document.getIn(['queries'])))
    return {
      ok: false,
      problems: [at(offsetOf(document, ['queries'], false), 'queries is no list of names with a filter each')],
    };
  const problems = Object.entries(queries).flatMap(([name, query]): ConfigProblem[] => {
    const read = parseQuery(query);
    if (read.ok) return [];
    return [
      at(
        offsetOf(document, ['queries', name], false),
        `queries.${name} does not parse: ${read.message}, at its character ${read.at + 1}`,
      ),
    ];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: parsed.output };
}

const NO_MAP = 'no configuration: a map of settings is needed';

function messageOf(issue: v.BaseIssue<unknown>, path: readonly unknown[]): string {
  const name = path
    .map(String)
    .join('.')
    .replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  if (path.length === 0) return NO_MAP;
  if (isUnknown(issue)) return `there is no setting ${name}`;
  if (issue.type === 'strict_object')
    return `${name} is ${issue.received === 'undefined' ? 'missing' : 'no map of settings'}`;
  return `${name} ${issue.message}`;
}

/** A key that no setting has. */
function isUnknown(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

/** Where the value at a path begins, or its key; of what is not there what it should be in. */
function offsetOf(document: Document, path: readonly unknown[], ofKey: boolean): number {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const name = String(path.at(-1));
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    const node = ofKey || !isNode(pair?.value) ? pair?.key : pair.value;
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  const value = document.getIn(path, true);
  const node = isNode(value) ? value : parent;
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
