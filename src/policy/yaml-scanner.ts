/**
 * The tokens of a YAML text, as go.yaml.in/yaml v2.4.4 finds them (scannerc.go, a port of libyaml's scanner). It is
 * followed closely, its oddities included: which texts are YAML is what it says. The other yaml-*.ts are of the same
 * origin: LICENSE.libyaml at the root holds for them all.
 */
import { SimpleKeys } from './yaml-keys.ts';
import { scanBlock, scanPlain, scanQuoted } from './yaml-scalars.ts';
import { isBlankOrEnd, isBreak, type Mark, type RefusedYaml, Source } from './yaml-source.ts';
import { scanAnchor, scanDirective, scanTag } from './yaml-tags.ts';
import type { Punctuation, Token } from './yaml-token.ts';

/** What a plain scalar cannot begin with, but for the first three where no blank follows. */
const INDICATORS = '-?:,[]{}#&*!|>\'"%@`';
/** Limits of go-yaml, on flow collections within each other and on indentations. */
const MAX_DEPTH = 10_000;

/** A queue of tokens; a class because every rule moves the same state. */
export class Scanner {
  private readonly source: Source;
  private readonly queue: Token[] = [];
  /** How many tokens have left the queue: tokens are counted from 0. */
  private taken = 0;
  private isReady = false;

  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private isKeyAllowed = true;
  private readonly keys: SimpleKeys;

  constructor(text: string) {
    this.source = new Source(text);
    this.keys = new SimpleKeys(this.source);
  }

  /** What is wrong at a token, or at the place of reading. */
  wrong(problem: string, at?: Mark): RefusedYaml {
    return this.source.wrong(problem, at);
  }

  /**
   * The next token, which stays; after `stream-end` there is none. A key must have been seen whole before its first
   * token is given away, as a `key` token goes before it. Throws RefusedYaml.
   */
  peek(): Token {
    if (!this.isReady) {
      while (this.queue.length === 0 || this.keys.mayBegin(this.taken)) this.fetch();
      this.isReady = true;
    }
    const [token] = this.queue;
    if (token === undefined) throw new Error('the scanner fetched no token');
    return token;
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    this.isReady = false;
    return token;
  }

  private fetch(): void {
    const { source } = this;
    this.skipToToken();
    this.unroll(source.column);
    const char = source.peek();
    const endsWord = isBlankOrEnd(source.peek(1));
    const inFlow = this.flowLevel > 0;
    if (char === '') this.fetchStreamEnd();
    else if (source.column === 0 && char === '%') this.fetchDirective();
    else if (source.isAtDocumentMark('---')) this.fetchDocumentMark('document-start');
    else if (source.isAtDocumentMark('...')) this.fetchDocumentMark('document-end');
    else if (char === '[') this.fetchFlowStart('flow-sequence-start');
    else if (char === '{') this.fetchFlowStart('flow-mapping-start');
    else if (char === ']') this.fetchFlowEnd('flow-sequence-end');
    else if (char === '}') this.fetchFlowEnd('flow-mapping-end');
    else if (char === ',') this.fetchEntry('flow-entry');
    else if (char === '-' && endsWord) this.fetchEntry('block-entry');
    else if (char === '?' && (inFlow || endsWord)) this.fetchKey();
    else if (char === ':' && (inFlow || endsWord)) this.fetchValue();
    else if (char === '*') this.fetchWithKey(() => scanAnchor(source, 'alias'));
    else if (char === '&') this.fetchWithKey(() => scanAnchor(source, 'anchor'));
    else if (char === '!') this.fetchWithKey(() => scanTag(source));
    else if ((char === '|' || char === '>') && !inFlow) this.fetchBlockScalar(char === '|');
    else if (char === "'" || char === '"') this.fetchWithKey(() => scanQuoted(source, char));
    else if (!this.beginsPlain(char, source.peek(1))) throw this.wrong('found character that cannot start any token');
    else this.fetchWithKey(() => this.scanPlain());
  }

  private beginsPlain(char: string, next: string): boolean {
    if (!isBlankOrEnd(char) && !INDICATORS.includes(char)) return true;
    if (char === '-') return next !== ' ' && next !== '\t';
    return this.flowLevel === 0 && (char === '?' || char === ':') && !isBlankOrEnd(next);
  }

  /** Over white space, comments and line breaks; a tab is no white space where it would indent. */
  private skipToToken(): void {
    const { source } = this;
    for (;;) {
      const mayBeTab = this.flowLevel > 0 || !this.isKeyAllowed;
      while (source.peek() === ' ' || (mayBeTab && source.peek() === '\t')) source.skip();
      source.skipComment();
      if (!isBreak(source.peek())) return;
      source.takeBreak();
      if (this.flowLevel === 0) this.isKeyAllowed = true;
    }
  }

  private fetchStreamEnd(): void {
    this.source.endLine();
    this.leaveDocument();
    this.push('stream-end', 0);
  }

  private fetchDirective(): void {
    this.leaveDocument();
    this.queue.push(scanDirective(this.source));
  }

  private fetchDocumentMark(kind: 'document-start' | 'document-end'): void {
    this.leaveDocument();
    this.push(kind, 3);
  }

  private leaveDocument(): void {
    this.unroll(-1);
    this.keys.drop();
    this.isKeyAllowed = false;
  }

  private fetchFlowStart(kind: 'flow-sequence-start' | 'flow-mapping-start'): void {
    this.saveKey();
    this.keys.enter(this.upcoming());
    this.flowLevel++;
    if (this.flowLevel > MAX_DEPTH) throw this.wrong(`exceeded max depth of ${MAX_DEPTH}`);
    this.isKeyAllowed = true;
    this.push(kind, 1);
  }

  private fetchFlowEnd(kind: 'flow-sequence-end' | 'flow-mapping-end'): void {
    this.keys.drop();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.leave();
    }
    this.isKeyAllowed = false;
    this.push(kind, 1);
  }

  private fetchEntry(kind: 'flow-entry' | 'block-entry'): void {
    if (kind === 'block-entry') this.beginBlock('block-sequence-start', 'block sequence entries');
    this.keys.drop();
    this.isKeyAllowed = true;
    this.push(kind, 1);
  }

  private fetchKey(): void {
    this.beginBlock('block-mapping-start', 'mapping keys');
    this.keys.drop();
    this.isKeyAllowed = this.flowLevel === 0;
    this.push('key', 1);
  }

  private fetchValue(): void {
    const key = this.keys.take();
    if (key !== null) {
      this.insert({ kind: 'key', start: key.mark, end: key.mark }, key.token);
      this.roll('block-mapping-start', key.mark, key.token);
      this.isKeyAllowed = false;
    } else {
      this.beginBlock('block-mapping-start', 'mapping values');
      this.isKeyAllowed = this.flowLevel === 0;
    }
    this.push('value', 1);
  }

  /** A token that may begin a key, and that no key may follow. */
  private fetchWithKey(scan: () => Token): void {
    this.saveKey();
    this.isKeyAllowed = false;
    this.queue.push(scan());
  }

  private scanPlain(): Token {
    const { token, endsLine } = scanPlain(this.source, this.indent + 1, this.flowLevel > 0);
    if (endsLine) this.isKeyAllowed = true;
    return token;
  }

  private fetchBlockScalar(isLiteral: boolean): void {
    this.keys.drop();
    this.isKeyAllowed = true;
    this.queue.push(scanBlock(this.source, isLiteral, this.indent));
  }

  private push(kind: Punctuation, width: number): void {
    const start = this.source.mark();
    this.source.skip(width);
    this.queue.push({ kind, start, end: this.source.mark() });
  }

  /** Inserts a token before that of a number; like go-yaml at the end, where that one is gone. */
  private insert(token: Token, before: number): void {
    const at = before - this.taken;
    this.queue.splice(at < 0 ? this.queue.length : at, 0, token);
  }

  /** Outside of flow collections `-`, `?` and `:` may begin a block collection, but only where a key may stand. */
  private beginBlock(kind: 'block-sequence-start' | 'block-mapping-start', what: string): void {
    if (this.flowLevel > 0) return;
    if (!this.isKeyAllowed) throw this.wrong(`${what} are not allowed in this context`);
    this.roll(kind, this.source.mark(), null);
  }

  /** Begins a block collection at the mark, if that is further in; `before` is the token it goes before. */
  private roll(kind: Punctuation, mark: Mark, before: number | null): void {
    if (this.flowLevel > 0 || this.indent >= mark.column) return;
    this.indents.push(this.indent);
    this.indent = mark.column;
    if (this.indents.length > MAX_DEPTH) throw this.wrong(`exceeded max depth of ${MAX_DEPTH}`);
    this.insert({ kind, start: mark, end: mark }, before ?? Number.NEGATIVE_INFINITY);
  }

  /** Ends the block collections that are further in than the column. */
  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', 0);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private saveKey(): void {
    if (!this.isKeyAllowed) return;
    const isRequired = this.flowLevel === 0 && this.indent === this.source.column;
    this.keys.save(this.upcoming(), isRequired);
  }

  /** The number of the token that comes into the queue next. */
  private upcoming(): number {
    return this.taken + this.queue.length;
  }
}
