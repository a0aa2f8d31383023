/**
 * What a YAML scalar means to kube-apiserver: YAML 1.1 as go.yaml.in/yaml v2.4.4 resolves it (resolve.go). `no`, `on`
 * and `y` are booleans, `010` is a number; dates and `1:30` stay strings.
 */
import { goFloat } from './go-text.ts';
import type { TreeValue } from './tree.ts';

const CORE = 'tag:yaml.org,2002:';
const TRUE = ['y', 'yes', 'true', 'on'];
const FALSE = ['n', 'no', 'false', 'off'];
const RESOLVED_TAGS = ['str', 'bool', 'int', 'float', 'null', 'timestamp'];

/**
 * The value of a scalar with this content; `tag` is its resolved tag (`tag:yaml.org,2002:int`, `!x`), `''` where it has
 * none, and `plain` says that it is written without quotes. An error where the content is none of its tag's.
 */
export function resolveScalar(content: string, tag: string, plain: boolean): TreeValue | { readonly error: string } {
  if (tag === '') return plain ? untagged(content) : { kind: 'string', value: content };
  const name = tag.startsWith(CORE) ? tag.slice(CORE.length) : null;
  if (name === 'binary') return binary(content);
  if (name === null || !RESOLVED_TAGS.includes(name) || name === 'str') return { kind: 'string', value: content };
  if (name === 'timestamp' && isTimestamp(content)) return { kind: 'string', value: content };
  const value = untagged(content);
  const found = kindTag(value, content);
  if (found === name) return value;
  // An integer may be called a float, if it fits an int64.
  if (found === 'int' && name === 'float' && numberKey(content) !== null) return value;
  return { error: `cannot decode !!${found} \`${content}\` as a !!${name}` };
}

function kindTag(value: TreeValue, content: string): string {
  if (value.kind === 'number') return integerOf(content) === null ? 'float' : 'int';
  return value.kind === 'string' ? 'str' : value.kind;
}

function untagged(content: string): TreeValue {
  if (content === '' || content === '~' || isWord(content, ['null'])) return { kind: 'null' };
  if (isWord(content, TRUE)) return { kind: 'bool', value: true };
  if (isWord(content, FALSE)) return { kind: 'bool', value: false };
  return number(content) ?? { kind: 'string', value: content };
}

/** One of the words in lower case, in capitals, or with its first letter in capitals; no other mixture. */
function isWord(content: string, words: readonly string[]): boolean {
  const lower = content.toLowerCase();
  if (!words.includes(lower)) return false;
  const first = content.slice(0, 1);
  const rest = content.slice(1);
  return (
    content === lower ||
    content === content.toUpperCase() ||
    (first !== first.toLowerCase() && rest === rest.toLowerCase())
  );
}

/** Numbers that only words can name; null for all others. */
function special(content: string): number | null {
  if (/^\.(?:nan|NaN|NAN)$/.test(content)) return Number.NaN;
  if (!/^[+-]?\.(?:inf|Inf|INF)$/.test(content)) return null;
  return content.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function number(content: string): TreeValue | null {
  const named = special(content);
  if (named !== null) return { kind: 'number', text: goFloat(named, 64) };
  if (!/^[0-9.+-]/.test(content)) return null;
  const integer = integerOf(content);
  if (integer !== null) return { kind: 'number', text: integer.toString() };
  // Underscores may stand anywhere in a number, but only between digits in one that begins with its point.
  if (content.startsWith('.') && /_(?![0-9])|(?<![0-9])_/.test(content)) return null;
  const digits = content.replaceAll('_', '');
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(digits)) return null;
  const value = Number(digits);
  return Number.isFinite(value) ? { kind: 'number', text: String(value) } : null;
}

/** strconv.ParseInt and ParseUint with base 0: prefixes 0x, 0o, 0 and 0b; null for what is none or exceeds 64 bits. */
function integerOf(content: string): bigint | null {
  const found = /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(content.replaceAll('_', ''));
  if (found === null) return null;
  const [, sign = '', digits = ''] = found;
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = sign === '-' ? -size : size;
  // A signed number must fit an int64, one without a sign may fill a uint64.
  const largest = sign === '' ? 2n ** 64n : 2n ** 63n;
  return value < largest && value >= -(2n ** 63n) ? value : null;
}

/** A number with this content as a key: the string JSON has for it, and as Go prints it; null for a uint64. */
export function numberKey(content: string): { readonly name: string; readonly printed: string } | null {
  const integer = integerOf(content);
  if (integer !== null) return integer >= 2n ** 63n ? null : { name: `${integer}`, printed: `${integer}` };
  const value = special(content) ?? Number(content.replaceAll('_', ''));
  // sigs.k8s.io/yaml makes the key as if it had only 32 bits.
  return { name: INFINITIES.get(value) ?? goFloat(value, 32), printed: goFloat(value, 64) };
}

const INFINITIES: ReadonlyMap<number, string> = new Map([
  [Number.POSITIVE_INFINITY, '.inf'],
  [Number.NEGATIVE_INFINITY, '-.inf'],
  [Number.NaN, '.nan'],
]);

function isTimestamp(content: string): boolean {
  return /^\d{4}-\d\d?-\d\d?(?:[Tt ]\d\d?:\d\d?:\d\d?(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(content);
}

function binary(content: string): TreeValue | { readonly error: string } {
  const base64 = content.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
    return { error: '!!binary value contains invalid base64 data' };
  }
  return { kind: 'string', value: Buffer.from(base64, 'base64').toString('utf8') };
}
