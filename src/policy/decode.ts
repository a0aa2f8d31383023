/**
 * Decoding a tree into typed values as kube-apiserver's strict JSON decoder does (sigs.k8s.io/json, a fork of Go's
 * encoding/json): exact keys, unknown and duplicate fields noted and stepped over, null leaves a value as it is, and of
 * several values of a wrong type the first is told.
 */
import { goQuote } from './go-text.ts';
import type { Member, Tree } from './tree.ts';

/** How to read one Go type. */
export interface Shape<Value> {
  readonly zero: Value;
  /** Reads into `current`: JSON's second value of a key lands in the first one's. */
  read(walk: Decoding, tree: Tree, current: Value): Value;
}

/** The state of one decoding; made by `decode`. */
export interface Decoding {
  /** Steps from the root: `['rules', 0, 'users']`. */
  readonly path: (string | number)[];
  /** The names of the struct types around, and of their fields on the way: indexes and the keys of maps are no fields. */
  readonly structs: string[];
  readonly fields: string[];
  /** By their words: those that read the same are told once. */
  readonly strict: Map<string, StrictFault>;
  wrongType: WrongType | null;
}

/** A field that strict decoding refuses and lenient decoding steps over. */
export interface StrictFault {
  readonly kind: 'unknown' | 'duplicate';
  /** Go's words: `unknown field "rules[0].groups"`. */
  readonly message: string;
  /** The steps to the field, its own key last. */
  readonly steps: readonly (string | number)[];
  readonly keyStart: number;
  readonly value: Tree;
}

/** The first value that is of no use to its field's type. */
export interface WrongType {
  /** Go's words: `json: cannot unmarshal bool into Go struct field PolicyRule.rules.users of type string`. */
  readonly message: string;
  /** `rules[0].users[1]`. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export interface Decoded<Value> {
  readonly value: Value;
  /** Each unknown or duplicate field, in Go's order, at most 100. */
  readonly strict: readonly StrictFault[];
  readonly wrongType: WrongType | null;
}

/** sigs.k8s.io/json stops collecting here. */
const MOST_STRICT_ERRORS = 100;

export function decode<Value>(shape: Shape<Value>, tree: Tree): Decoded<Value> {
  const walk: Decoding = { path: [], structs: [], fields: [], strict: new Map(), wrongType: null };
  const value = shape.read(walk, tree, shape.zero);
  return { value, strict: [...walk.strict.values()].slice(0, MOST_STRICT_ERRORS), wrongType: walk.wrongType };
}

export function stringOf(goType: string): Shape<string> {
  return {
    zero: '',
    read: (walk, tree, current) => (tree.kind === 'string' ? tree.value : refuse(walk, tree, goType, current)),
  };
}

/** Undefined where null or absent (a Go pointer). */
export const optionalBool: Shape<boolean | undefined> = {
  zero: undefined,
  read(walk, tree, current) {
    if (tree.kind === 'null') return undefined;
    return tree.kind === 'bool' ? tree.value : refuse(walk, tree, 'bool', current);
  },
};

export const bool: Shape<boolean> = {
  zero: false,
  read: (walk, tree, current) => (tree.kind === 'bool' ? tree.value : refuse(walk, tree, 'bool', current)),
};

/** A number is refused only for its type: nothing here needs its value. */
export const int64: Shape<null> = {
  zero: null,
  read(walk, tree) {
    if (tree.kind === 'number' && isInt64(tree.text)) return null;
    return refuse(walk, tree, 'int64', null);
  },
};

function isInt64(text: string): boolean {
  if (!/^-?[0-9]+$/.test(text)) return false;
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Takes anything (a RawExtension, fieldsV1). */
export const anything: Shape<null> = { zero: null, read: () => null };

/** metav1.Time: null or an RFC 3339 string. */
export const time: Shape<null> = {
  zero: null,
  read(walk, tree) {
    if (tree.kind !== 'string') return refuse(walk, tree, 'string', null);
    if (!isTime(tree.value)) note(walk, tree, `parsing time ${goQuote(tree.value)} as RFC 3339: no such time`);
    return null;
  },
};

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

/** As time.Parse takes it: an hour may have one digit, and a zone be 24:60. */
function isTime(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour, zoneMinute] =
    RFC_3339.exec(text)?.slice(1).map(Number) ?? [];
  // The calendar repeats every 400 years; Date would take years before 100 for 1900 and on.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > days) return false;
  return hour < 24 && minute < 60 && second < 60 && !((zoneHour ?? 0) > 24) && !((zoneMinute ?? 0) > 60);
}

export function listOf<Item>(goType: string, item: Shape<Item>): Shape<readonly Item[]> {
  return {
    zero: [],
    read(walk, tree, current) {
      if (tree.kind === 'null') return [];
      if (tree.kind !== 'array') return refuse(walk, tree, goType, current);
      return tree.items.map((each, index) =>
        within(walk, index, () => item.read(walk, each, current[index] ?? item.zero)),
      );
    },
  };
}

export function mapOf(goType: string, item: Shape<unknown>): Shape<null> {
  return {
    zero: null,
    read(walk, tree) {
      if (tree.kind !== 'object') return refuse(walk, tree, goType, null);
      const seen = new Set<string>();
      for (const member of tree.members) {
        const { key, value } = member;
        if (seen.has(key)) noteStrict(walk, 'duplicate', member);
        seen.add(key);
        within(walk, key, () => item.read(walk, value, item.zero));
      }
      return null;
    },
  };
}

/** `goType` is `v1.PolicyRule`; messages name a field's struct by what follows the point. */
export function structOf<Value extends object>(
  goType: string,
  fields: { readonly [Key in keyof Value & string]: Shape<Value[Key]> },
): Shape<Value> {
  const shapes = new Map<string, Shape<unknown>>(Object.entries(fields));
  return {
    // The cast holds because the mapped type above demands a shape, hence a zero, of each key.
    zero: Object.fromEntries([...shapes].map(([name, shape]) => [name, shape.zero])) as Value,
    read(walk, tree, current) {
      if (tree.kind !== 'object') return refuse(walk, tree, goType, current);
      const next = new Map<string, unknown>(Object.entries(current));
      const seen = new Set<string>();
      walk.structs.push(goType.slice(goType.indexOf('.') + 1));
      for (const member of tree.members) {
        const { key, value } = member;
        const shape = shapes.get(key);
        if (shape === undefined) noteStrict(walk, 'unknown', member);
        else if (seen.has(key)) noteStrict(walk, 'duplicate', member);
        seen.add(key);
        if (shape === undefined) continue;
        walk.fields.push(key);
        const read = within(walk, key, () => shape.read(walk, value, next.get(key)));
        walk.fields.pop();
        next.set(key, read);
      }
      walk.structs.pop();
      return Object.fromEntries(next) as Value; // each key's value came from its own shape
    },
  };
}

function noteStrict(walk: Decoding, kind: StrictFault['kind'], { key, keyStart, value }: Member): void {
  const steps = [...walk.path, key];
  const message = `${kind} field ${goQuote(pathText(steps))}`;
  if (!walk.strict.has(message)) walk.strict.set(message, { kind, message, steps, keyStart, value });
}

function within<Value>(walk: Decoding, step: string | number, read: () => Value): Value {
  walk.path.push(step);
  const value = read();
  walk.path.pop();
  return value;
}

/** Null is no error anywhere. */
function refuse<Value>(walk: Decoding, tree: Tree, goType: string, current: Value): Value {
  if (tree.kind === 'null') return current;
  // Go tells the value of a number where an integer was wanted.
  const what = tree.kind === 'number' && goType === 'int64' ? `number ${tree.text}` : tree.kind;
  const struct = walk.structs.at(-1);
  const fields = walk.fields.join('.');
  const into = struct === undefined ? 'value' : `struct field ${struct}.${fields}`;
  note(walk, tree, `json: cannot unmarshal ${what} into Go ${into} of type ${goType}`);
  return current;
}

function note(walk: Decoding, tree: Tree, message: string): void {
  walk.wrongType ??= { message, path: pathText(walk.path), start: tree.start, end: tree.end };
}

/** The steps from the root as Kubernetes writes them: `rules[0].resources[1].group`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
