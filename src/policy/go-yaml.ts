/**
 * A YAML policy as kube-apiserver reads it: sigs.k8s.io/yaml v1.6.0 over go.yaml.in/yaml v2.4.4. Only the first
 * document counts; later ones are not even looked at.
 */
import type { Parsed } from './tree.ts';
import { firstDocument } from './yaml-parser.ts';
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
    if (error instanceof RangeError) return { ok: false, error: 'yaml: exceeded max depth', start: 0 };
    throw error;
  }
}
