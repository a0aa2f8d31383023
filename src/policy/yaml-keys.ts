/**
 * The keys of YAML that no `?` announces: only the colon after it shows that a token began one. As go.yaml.in/yaml
 * v2.4.4 remembers them (scannerc.go).
 */
import type { Mark, Source } from './yaml-source.ts';

/** Such a key has its colon on its own line, and within so many characters. */
const LONGEST_KEY = 1024;

/** A token that may turn out to begin a key. */
interface SimpleKey {
  isPossible: boolean;
  /** Nothing but a key can stand here. */
  readonly isRequired: boolean;
  /** Tokens are counted from 0. */
  readonly token: number;
  readonly mark: Mark;
}

/** One candidate for each flow collection that is open, and one outside of them. */
export class SimpleKeys {
  private readonly source: Source;
  private readonly keys: SimpleKey[] = [];
  /** Where among the candidates that of a token is. */
  private readonly places = new Map<number, number>();

  constructor(source: Source) {
    this.source = source;
    this.enter(0);
  }

  /** A flow collection begins with a token. */
  enter(token: number): void {
    this.keys.push({ isPossible: false, isRequired: false, token, mark: this.source.mark() });
  }

  /** The innermost flow collection ends. */
  leave(): void {
    const inner = this.keys.pop();
    // After `[]` this forgets the collection itself, which go-yaml then cannot take for a key.
    if (inner !== undefined) this.places.delete(inner.token);
  }

  /** The next token, at the place of reading, may begin a key. */
  save(token: number, isRequired: boolean): void {
    this.drop();
    const place = this.keys.length - 1;
    this.keys[place] = { isPossible: true, isRequired, token, mark: this.source.mark() };
    this.places.set(token, place);
  }

  /** No key has come; throws RefusedYaml where one had to. */
  drop(): void {
    const key = this.last();
    if (!key.isPossible) return;
    this.forget(key);
    this.places.delete(key.token);
  }

  /** True while a token may begin a key. */
  mayBegin(token: number): boolean {
    const key = this.keys[this.places.get(token) ?? -1];
    return key !== undefined && this.isValid(key);
  }

  /** At a colon: the key before it; null where there is none. */
  take(): SimpleKey | null {
    const key = this.last();
    if (!this.isValid(key)) return null;
    key.isPossible = false;
    this.places.delete(key.token);
    return key;
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    if (key.mark.line === this.source.line && key.mark.index + LONGEST_KEY >= this.source.index) return true;
    this.forget(key);
    return false;
  }

  private forget(key: SimpleKey): void {
    if (key.isRequired) throw this.source.wrong("could not find expected ':'", key.mark);
    key.isPossible = false;
  }

  private last(): SimpleKey {
    const key = this.keys.at(-1);
    if (key === undefined) throw new Error('the keys outside of all flow collections are gone');
    return key;
  }
}
