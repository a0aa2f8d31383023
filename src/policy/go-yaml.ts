/**
 * A YAML policy as kube-apiserver reads it: sigs.k8s.io/yaml v1.6.0 over go.yaml.in/yaml v2.4.4. Only the first
 * document counts; later ones are not even looked at.
 */
import { Composer, type Document, isCollection, isScalar, type Node, Parser, visit, type YAMLParseError } from 'yaml';
import { lineAt } from './place.ts';
import type { Parsed } from './tree.ts';
import { flowOnOneLine } from './yaml-flow.ts';
import { RefusedYaml, yamlTree } from './yaml-tree.ts';

/** What go-yaml says of a character that begins no token. */
const NO_TOKEN = 'found character that cannot start any token';

/** What no YAML text may hold (readerc.go). */
const UNREADABLE = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads the first document; an empty text, or one of comments alone, is null. `duplicates` are the keys that are set
 * twice. A syntax error names its line, in the YAML package's words but for the most common one.
 */
export function parseYaml(text: string): Parsed {
  try {
    const document = firstDocument(text);
    if (document === null) return { ok: true, tree: { kind: 'null', start: 0, end: 0 }, duplicates: [] };
    refuseSyntax(text, document);
    return { ok: true, ...yamlTree(text, document) };
  } catch (error) {
    if (error instanceof RefusedYaml) return { ok: false, error: `yaml: ${error.message}`, start: error.start };
    // The parser and the tree are recursive: a stack that overflows is a document nested by the thousand.
    if (error instanceof RangeError) return { ok: false, error: 'yaml: exceeded max depth', start: 0 };
    throw error;
  }
}

/** The first document, its flow collections taken as libyaml takes them; offsets are those of `text`. */
function firstDocument(text: string): Document.Parsed | null {
  // YAML 1.1 ends a line also at a lone CR and at NEL.
  let source: string | null = text.replace(/\r(?!\n)|\u0085/g, '\n');
  let document: Document.Parsed | null = null;
  while (source !== null) {
    document = compose(source);
    const open = document === null ? null : unclosedFlow(document);
    source = open === null ? null : flowOnOneLine(source, open);
  }
  return document;
}

function compose(text: string): Document.Parsed | null {
  const options = { schema: 'failsafe', version: '1.1', uniqueKeys: false, merge: false, logLevel: 'silent' } as const;
  for (const document of new Composer(options).compose(new Parser().parse(text))) return document;
  return null;
}

/** Where the flow collection opens that the YAML package found no end of; null where there is none. */
function unclosedFlow(document: Document.Parsed): number | null {
  const error = document.errors.find(({ message }) => /^Flow (?:sequence|map) .*end with a/.test(message));
  if (error === undefined) return null;
  let start: number | null = null;
  visit(document, {
    Collection(_key, node) {
      const from = node.range?.[0];
      if (node.flow !== true || from === undefined || from >= error.pos[0]) return undefined;
      start = from;
      return visit.SKIP; // the outermost one is to be joined
    },
  });
  return start;
}

function refuseSyntax(text: string, document: Document.Parsed): void {
  const { yaml } = document.directives;
  if (yaml.explicit && yaml.version !== '1.1') throw new RefusedYaml('found incompatible YAML document', 0);
  const control = text.slice(0, document.range[2]).search(UNREADABLE);
  if (control >= 0) throw refusal(text, control, 'control characters are not allowed');
  const error = document.errors.find((error) => !isTolerated(text, error, document.contents));
  const tab = tabInIndent(text, document);
  if (error !== undefined && (tab === null || error.pos[0] <= tab)) {
    const noToken = error.code === 'BAD_SCALAR_START' || error.code === 'TAB_AS_INDENT';
    throw refusal(text, error.pos[0], noToken ? NO_TOKEN : error.message);
  }
  if (tab !== null) throw refusal(text, tab, NO_TOKEN);
}

function refusal(text: string, start: number, problem: string): RefusedYaml {
  return new RefusedYaml(`line ${lineAt(text, start)}: ${problem}`, start);
}

/** What the YAML package refuses and go-yaml does not. */
function isTolerated(text: string, { code, message, pos }: YAMLParseError, contents: Node | null): boolean {
  // go-yaml stops after a document's one node: a line with less indent than the first ends it.
  if (code !== 'UNEXPECTED_TOKEN' || !/ at node end$| in YAML stream: /.test(message)) return false;
  const end = contents?.range?.[1] ?? Number.POSITIVE_INFINITY;
  return pos[0] >= end && !text.slice(end, pos[0]).includes('\t');
}

/** A blank line with a tab in its indentation: go-yaml refuses it, but in quotes, flow and block scalars. */
function tabInIndent(text: string, document: Document.Parsed): number | null {
  if (!text.includes('\t')) return null;
  const inert = inertSpans(document);
  let indent = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const spaces = /^( *)\t\s*(?:#.*)?$/.exec(line)?.[1]?.length ?? Number.POSITIVE_INFINITY;
    const tab = start + spaces;
    const isInert = tab >= document.range[2] || inert.some(([from, to]) => from < tab && tab < to);
    if (spaces <= indent && !isInert) return tab;
    if (line.trim() !== '') indent = line.length - line.replace(/^[ -]*/, '').length;
    start += line.length + 1;
  }
  return null;
}

/** Where indentation means nothing. */
function inertSpans(document: Document.Parsed): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  visit(document, {
    Node(_key, node) {
      const isInert = isCollection(node) ? node.flow === true : isScalar(node) && node.type !== 'PLAIN';
      if (isInert && node.range) spans.push([node.range[0], node.range[1]]);
    },
  });
  return spans;
}
