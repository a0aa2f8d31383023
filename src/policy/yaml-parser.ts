/**
 * Parsing the first document of a YAML text as go.yaml.in/yaml v2.4.4 does (parserc.go, and the parser in decode.go).
 */
import type { MappingNode, Pair, Placed, ScalarNode, SequenceNode, YamlNode } from './yaml-node.ts';
import { Scanner } from './yaml-scanner.ts';
import { type Mark, RefusedYaml } from './yaml-source.ts';
import type { Punctuation, ScalarToken, TagToken, Token } from './yaml-token.ts';

/** The root of the first document; null where there is none. Throws RefusedYaml, and RangeError where it is too deep. */
export function firstDocument(text: string): YamlNode | null {
  return new Parser(text).document();
}

interface Properties {
  readonly anchor: string | null;
  readonly tag: string;
  readonly line: number;
}

type Mutable<Node> = { -readonly [Key in keyof Node]: Node[Key] };

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, YamlNode>();
  private readonly tagPrefixes = new Map<string, string>();
  /** Where the last token with characters of its own ended. */
  private end = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): YamlNode | null {
    if (this.isNext('stream-end')) return null;
    const isExplicit = this.isNext('version-directive', 'tag-directive', 'document-start');
    this.directives();
    if (isExplicit && this.take('document-start') === null) throw this.wrong('did not find expected <document start>');
    const isEmpty = this.isNext('version-directive', 'tag-directive', 'document-start', 'document-end', 'stream-end');
    const root = isExplicit && isEmpty ? this.empty(this.peek().start) : this.node({ isBlock: true });
    this.peek(); // go-yaml looks at the token after the document
    return root;
  }

  private directives(): void {
    let hasVersion = false;
    for (;;) {
      const token = this.peek();
      if (token.kind === 'version-directive') {
        if (hasVersion) throw this.wrong('found duplicate %YAML directive');
        // go-yaml names no line here, as the directive is on the first.
        if (token.version !== '1.1') throw new RefusedYaml('found incompatible YAML document', token.start.offset);
        hasVersion = true;
      } else if (token.kind === 'tag-directive') {
        if (this.tagPrefixes.has(token.handle)) throw this.wrong('found duplicate %TAG directive');
        this.tagPrefixes.set(token.handle, token.prefix);
      } else break;
      this.scanner.next();
    }
    if (!this.tagPrefixes.has('!')) this.tagPrefixes.set('!', '!');
    if (!this.tagPrefixes.has('!!')) this.tagPrefixes.set('!!', 'tag:yaml.org,2002:');
  }

  /** `mayBeIndentless`: a value or key may be a sequence whose dashes stand no further in than the key. */
  private node(where: { readonly isBlock: boolean; readonly mayBeIndentless?: boolean }): YamlNode {
    const first = this.peek();
    if (first.kind === 'alias') return this.alias(first.name);
    const properties = this.properties();
    const token = this.peek();
    if (where.mayBeIndentless === true && token.kind === 'block-entry') return this.indentlessSequence(properties);
    if (token.kind === 'scalar') return this.scalar(properties, token);
    if (token.kind === 'flow-sequence-start') return this.flowSequence(properties);
    if (token.kind === 'flow-mapping-start') return this.flowMapping(properties);
    if (where.isBlock && token.kind === 'block-sequence-start') return this.blockSequence(properties);
    if (where.isBlock && token.kind === 'block-mapping-start') return this.blockMapping(properties);
    if (properties.anchor === null && properties.tag === '') throw this.wrong('did not find expected node content');
    const { tag, line } = properties;
    const isPlain = tag === '';
    return this.anchored(properties, { kind: 'scalar', value: '', tag, isPlain, start: this.end, end: this.end, line });
  }

  private alias(name: string): YamlNode {
    const { start, end } = this.next();
    const target = this.anchors.get(name);
    if (target === undefined) throw new RefusedYaml(`unknown anchor '${name}' referenced`, start.offset);
    return { kind: 'alias', name, target, start: start.offset, end: end.offset, line: start.line };
  }

  /** An anchor and a tag, in either order. */
  private properties(): Properties {
    const { line } = this.peek().start;
    let anchor: string | null = null;
    let tag: TagToken | null = null;
    for (let token = this.peek(); ; token = this.peek()) {
      if (token.kind === 'anchor' && anchor === null) anchor = token.name;
      else if (token.kind === 'tag' && tag === null) tag = token;
      else return { anchor, tag: tag === null ? '' : this.resolveTag(tag), line };
      this.next();
    }
  }

  private resolveTag({ handle, suffix, start }: TagToken): string {
    const prefix = handle === '' ? '' : this.tagPrefixes.get(handle);
    if (prefix === undefined) throw this.scanner.wrong('found undefined tag handle', start);
    return prefix + suffix;
  }

  private scalar(properties: Properties, token: ScalarToken): YamlNode {
    this.next();
    const { tag, line } = properties;
    const { value, isPlain, start, end } = token;
    const node: ScalarNode = { kind: 'scalar', value, tag, isPlain, start: start.offset, end: end.offset, line };
    return this.anchored(properties, node);
  }

  /** What is not written: null. */
  private empty(at: Mark): YamlNode {
    return { kind: 'scalar', value: '', tag: '', isPlain: true, start: at.offset, end: at.offset, line: at.line };
  }

  private blockSequence(properties: Properties): YamlNode {
    return this.sequence(properties, (items) => {
      this.next();
      for (let dash = this.take('block-entry'); dash !== null; dash = this.take('block-entry')) {
        const isEmpty = this.isNext('block-entry', 'block-end');
        items.push(isEmpty ? this.empty(dash.end) : this.node({ isBlock: true }));
      }
      if (this.take('block-end') === null) throw this.wrong("did not find expected '-' indicator");
    });
  }

  private indentlessSequence(properties: Properties): YamlNode {
    return this.sequence(properties, (items) => {
      for (let dash = this.take('block-entry'); dash !== null; dash = this.take('block-entry')) {
        const isEmpty = this.isNext('block-entry', 'key', 'value', 'block-end');
        items.push(isEmpty ? this.empty(dash.end) : this.node({ isBlock: true }));
      }
    });
  }

  private blockMapping(properties: Properties): YamlNode {
    return this.mapping(properties, (pairs) => {
      this.next();
      for (let key = this.take('key'); key !== null; key = this.take('key')) {
        const name = this.blockPart(key.end);
        const value = this.take('value');
        pairs.push([name, value === null ? this.empty(this.peek().start) : this.blockPart(value.end)]);
      }
      if (this.take('block-end') === null) throw this.wrong('did not find expected key');
    });
  }

  /** The key or the value of a pair in a block mapping. */
  private blockPart(at: Mark): YamlNode {
    if (this.isNext('key', 'value', 'block-end')) return this.empty(at);
    return this.node({ isBlock: true, mayBeIndentless: true });
  }

  private flowSequence(properties: Properties): YamlNode {
    return this.sequence(properties, (items) => {
      this.flowItems('flow-sequence-end', ']', () => {
        const key = this.take('key');
        items.push(key === null ? this.node({ isBlock: false }) : this.pairInSequence(key));
      });
    });
  }

  /** `[a: b]` holds a mapping of one pair. */
  private pairInSequence(key: Token): YamlNode {
    const { offset: start, line } = key.start;
    // go-yaml steps over the token that shows the key to be empty, so that hardly anything can come after it.
    const isKeyless = this.isNext('value', 'flow-entry', 'flow-sequence-end');
    const name = isKeyless ? this.empty(this.next().end) : this.node({ isBlock: false });
    const pair: Pair = [name, this.flowValue('flow-sequence-end')];
    return { kind: 'mapping', pairs: [pair], start, end: Math.max(this.end, start), line };
  }

  private flowMapping(properties: Properties): YamlNode {
    return this.mapping(properties, (pairs) => {
      this.flowItems('flow-mapping-end', '}', () => {
        const hasKey = this.take('key') !== null;
        const isKeyless = hasKey && this.isNext('value', 'flow-entry', 'flow-mapping-end');
        const name = isKeyless ? this.empty(this.peek().start) : this.node({ isBlock: false });
        pairs.push([name, hasKey ? this.flowValue('flow-mapping-end') : this.empty(this.peek().start)]);
      });
    });
  }

  /** The value of a pair, after its key. */
  private flowValue(end: 'flow-sequence-end' | 'flow-mapping-end'): YamlNode {
    const isEmpty = this.take('value') === null || this.isNext('flow-entry', end);
    return isEmpty ? this.empty(this.peek().start) : this.node({ isBlock: false });
  }

  /** The items between brackets; a comma may come after the last. */
  private flowItems(end: 'flow-sequence-end' | 'flow-mapping-end', bracket: string, item: () => void): void {
    this.next();
    for (let isFirst = true; !this.isNext(end); isFirst = false) {
      if (!isFirst && this.take('flow-entry') === null) throw this.wrong(`did not find expected ',' or '${bracket}'`);
      if (!this.isNext(end)) item();
    }
    this.next();
  }

  private sequence(properties: Properties, fill: (items: YamlNode[]) => void): YamlNode {
    const items: YamlNode[] = [];
    return this.collection(properties, { kind: 'sequence', items, ...this.placed(properties) }, () => fill(items));
  }

  private mapping(properties: Properties, fill: (pairs: Pair[]) => void): YamlNode {
    const pairs: Pair[] = [];
    return this.collection(properties, { kind: 'mapping', pairs, ...this.placed(properties) }, () => fill(pairs));
  }

  private placed({ line }: Properties): Placed {
    const start = this.peek().start.offset;
    return { start, end: start, line };
  }

  /** An alias within the collection may mean it. */
  private collection(properties: Properties, node: Mutable<SequenceNode | MappingNode>, fill: () => void): YamlNode {
    this.anchored(properties, node);
    fill();
    node.end = Math.max(this.end, node.start);
    return node;
  }

  private anchored({ anchor }: Properties, node: YamlNode): YamlNode {
    if (anchor !== null) this.anchors.set(anchor, node);
    return node;
  }

  private peek(): Token {
    return this.scanner.peek();
  }

  private next(): Token {
    const token = this.scanner.next();
    if (token.end.offset > token.start.offset) this.end = token.end.offset;
    return token;
  }

  private isNext(...kinds: readonly Token['kind'][]): boolean {
    return kinds.includes(this.peek().kind);
  }

  private take(kind: Punctuation): Token | null {
    return this.isNext(kind) ? this.next() : null;
  }

  private wrong(problem: string): RefusedYaml {
    return this.scanner.wrong(problem, this.peek().start);
  }
}
