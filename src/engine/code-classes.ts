/** Classes of dictionary codes, by table, as the dictionaries grow. */
import type { Dictionary } from './dictionary.ts';

/** Of texts, some of which are listed and may have a class each, while all others are of one. */
interface TextClasses {
  readonly listed: Pick<ReadonlyMap<string, unknown>, 'size' | 'has' | 'keys'>;
  readonly others: number;
  /** The class of one that is listed. */
  classOf(text: string): number;
}

/** The class of every code of a dictionary of texts. What is listed is looked up among the texts, which may be many more. */
export class ListedClasses {
  private readonly dictionary: Dictionary;
  private readonly texts: TextClasses;
  private classes = new Uint32Array(64);
  private known = 0;

  constructor(dictionary: Dictionary, texts: TextClasses) {
    this.dictionary = dictionary;
    this.texts = texts;
  }

  /** The classes by code, valid until the dictionary grows. */
  current(): Uint32Array {
    const { size } = this.dictionary;
    if (size > this.known) this.extend(size);
    return this.classes;
  }

  private extend(size: number): void {
    const { dictionary, texts, known } = this;
    this.known = size;
    this.classes = withRoom(this.classes, size);
    this.classes.fill(texts.others, known, size);
    if (texts.listed.size < size - known) {
      for (const text of texts.listed.keys()) {
        const code = dictionary.find(text);
        if (code >= known) this.classes[code] = texts.classOf(text);
      }
    } else {
      for (let code = known; code < size; code++) {
        const text = dictionary.texts[code]!;
        if (texts.listed.has(text)) this.classes[code] = texts.classOf(text);
      }
    }
  }
}

/** The class of each code that was met; the others are 0, so that classes count from 1. */
export class MetClasses {
  private readonly size: () => number;
  private readonly classOf: (code: number) => number;
  private classes = new Uint32Array(64);

  constructor(size: () => number, classOf: (code: number) => number) {
    this.size = size;
    this.classOf = classOf;
  }

  /** The classes by code as far as they were met, valid until the dictionary grows. */
  current(): Uint32Array {
    this.classes = withRoom(this.classes, this.size());
    return this.classes;
  }

  /** The class of a code met for the first time. */
  meet(code: number): number {
    const found = this.classOf(code);
    this.classes[code] = found;
    return found;
  }
}

function withRoom(classes: Uint32Array<ArrayBuffer>, size: number): Uint32Array<ArrayBuffer> {
  if (size <= classes.length) return classes;
  const larger = new Uint32Array(size * 2);
  larger.set(classes);
  return larger;
}
