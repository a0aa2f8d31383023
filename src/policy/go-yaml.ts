/**
 * A YAML policy as kube-apiserver reads it: sigs.k8s.io/yaml v1.6.0 over go.yaml.in/yaml v2.4.4. Only the first
 * document counts; later ones are not even looked at.
 */
import { lineAt } from './place.ts';
import type { Parsed } from './tree.ts';
import { firstDocument } from './yaml-parser.ts';
import { Scanner } from './yaml-scanner.ts';
import { RefusedYaml } from './yaml-source.ts';
import { yamlTree } from './yaml-tree.ts';

/**
 * Reads the first document; an empty text, or one of comments alone, is null. `duplicates` are the keys that are set
 * twice. Errors are in go-yaml's words, but that they name the line as people count.
 */
export function parseYaml(text: string): Parsed {
  try {
    const document = firstDocument(text);
    if (document === null) return { ok: true, tree: { kind: 'null', start: 0, end: 0 }, duplicates: [] };
    return { ok: true, ...yamlTree(document) };
  } catch (error) {
    if (error instanceof RefusedYaml) return { ok: false, error: `yaml: ${error.message}`, start: error.start };
    // The parser and the tree are recursive: a stack that overflows is a document nested by the thousand.
    if (error instanceof RangeError) return tooDeep(text);
    throw error;
  }
}

/** The place where go-yaml gives up; where it would not, the deepest one, which is deeper than is read here. */
function tooDeep(text: string): Parsed {
  try {
    const start = deepestToken(text);
    return { ok: false, error: `yaml: line ${lineAt(text, start)}: nested deeper than auditty reads`, start };
  } catch (error) {
    if (error instanceof RefusedYaml) return { ok: false, error: `yaml: ${error.message}`, start: error.start };
    throw error;
  }
}

/** Where the first document is nested deepest, by its tokens alone; throws RefusedYaml. */
function deepestToken(text: string): number {
  const scanner = new Scanner(text);
  let depth = 0;
  let deepest = { depth, start: 0 };
  for (;;) {
    const { kind, start } = scanner.next();
    if (kind === 'stream-end' || kind === 'document-end') return deepest.start;
    if (kind.endsWith('-start') && (kind.startsWith('flow-') || kind.startsWith('block-'))) depth++;
    if (kind === 'block-end' || kind === 'flow-sequence-end' || kind === 'flow-mapping-end') depth--;
    if (depth > deepest.depth) deepest = { depth, start: start.index };
  }
}
