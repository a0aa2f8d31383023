/** Scanning anchors, tags and directives of YAML as go.yaml.in/yaml v2.4.4 does (scannerc.go). */
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isWordCharacter, type Source } from './yaml-source.ts';
import type { AnchorToken, TagDirectiveToken, TagToken, VersionToken } from './yaml-token.ts';

/** What may follow an anchor or an alias, besides blanks. */
const AFTER_ANCHOR = '?:,]}%@`';
const URI_CHARACTER = /^[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]/;

/** `&name` or `*name`, where `source` is. */
export function scanAnchor(source: Source, kind: 'anchor' | 'alias'): AnchorToken {
  const start = source.mark();
  source.skip();
  const name = takeWord(source);
  const after = source.peek();
  if (name === '' || !(isBlankOrEnd(after) || AFTER_ANCHOR.includes(after))) {
    throw source.wrong('did not find expected alphabetic or numeric character');
  }
  return { kind, start, end: source.mark(), name };
}

/** A tag, where `source` is. */
export function scanTag(source: Source): TagToken {
  const start = source.mark();
  const { handle, suffix } = source.peek(1) === '<' ? scanVerbatimTag(source) : scanShortTag(source);
  if (!isBlankOrEnd(source.peek())) throw source.wrong('did not find expected whitespace or line break');
  return { kind: 'tag', start, end: source.mark(), handle, suffix };
}

interface TagName {
  readonly handle: string;
  readonly suffix: string;
}

function scanVerbatimTag(source: Source): TagName {
  source.skip(2);
  const suffix = takeUri(source, false);
  if (source.peek() !== '>') throw source.wrong("did not find the expected '>'");
  source.skip();
  return { handle: '', suffix };
}

function scanShortTag(source: Source): TagName {
  const handle = takeHandle(source, false);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: takeUri(source, false) };
  // It was no handle after all, but the beginning of the tag.
  const suffix = handle.slice(1) + takeUri(source, true);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

/** `!`, `!!`, `!word!`; in a tag also `!word`, of which more may follow. */
function takeHandle(source: Source, isDirective: boolean): string {
  if (source.peek() !== '!') throw source.wrong("did not find expected '!'");
  source.skip();
  const word = takeWord(source);
  if (source.peek() === '!') return `!${word}${source.take()}`;
  if (isDirective && word !== '') throw source.wrong("did not find expected '!'");
  return `!${word}`;
}

function takeUri(source: Source, mayBeEmpty: boolean): string {
  let uri = '';
  while (URI_CHARACTER.test(source.peek())) uri += source.peek() === '%' ? takeUriEscapes(source) : source.take();
  if (uri === '' && !mayBeEmpty) throw source.wrong('did not find expected tag URI');
  return uri;
}

/** The octets of one character. */
function takeUriEscapes(source: Source): string {
  const octets: number[] = [];
  for (let width = 1; octets.length < width; ) {
    const escaped = source.text.slice(source.offset, source.offset + 3);
    if (!/^%[0-9A-Fa-f]{2}$/.test(escaped)) throw source.wrong('did not find URI escaped octet');
    const octet = Number.parseInt(escaped.slice(1), 16);
    if (octets.length === 0) width = utf8Width(octet);
    if (width === 0) throw source.wrong('found an incorrect leading UTF-8 octet');
    if (octets.length > 0 && octet >> 6 !== 0b10) throw source.wrong('found an incorrect trailing UTF-8 octet');
    octets.push(octet);
    source.skip(3);
  }
  return Buffer.from(octets).toString('utf8');
}

/** How many octets a character has that begins with this one; 0 where none does. */
function utf8Width(octet: number): number {
  if (octet < 0x80) return 1;
  if (octet >> 5 === 0b110) return 2;
  if (octet >> 4 === 0b1110) return 3;
  return octet >> 3 === 0b11110 ? 4 : 0;
}

/** A line that begins with `%`, where `source` is. */
export function scanDirective(source: Source): VersionToken | TagDirectiveToken {
  const start = source.mark();
  source.skip();
  const name = takeWord(source);
  if (name === '') throw source.wrong('could not find expected directive name');
  if (!isBlankOrEnd(source.peek())) throw source.wrong('found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') throw source.wrong('found unknown directive name');
  source.skipBlanks();
  const what =
    name === 'YAML'
      ? { kind: 'version-directive' as const, version: takeVersion(source) }
      : { kind: 'tag-directive' as const, ...takeTagDirective(source) };
  const end = source.mark();
  source.skipBlanks();
  source.skipComment();
  if (!isBreakOrEnd(source.peek())) throw source.wrong('did not find expected comment or line break');
  if (isBreak(source.peek())) source.takeBreak();
  return { ...what, start, end };
}

/** `1.1` also for `01.01`. */
function takeVersion(source: Source): string {
  const major = takeVersionNumber(source);
  if (source.peek() !== '.') throw source.wrong("did not find expected digit or '.' character");
  source.skip();
  return `${major}.${takeVersionNumber(source)}`;
}

function takeVersionNumber(source: Source): number {
  let digits = '';
  while (/^[0-9]/.test(source.peek())) {
    if (digits.length === 2) throw source.wrong('found extremely long version number');
    digits += source.take();
  }
  if (digits === '') throw source.wrong('did not find expected version number');
  return Number(digits);
}

function takeTagDirective(source: Source): { readonly handle: string; readonly prefix: string } {
  const handle = takeHandle(source, true);
  if (!isBlank(source.peek())) throw source.wrong('did not find expected whitespace');
  source.skipBlanks();
  const prefix = takeUri(source, false);
  if (!isBlankOrEnd(source.peek())) throw source.wrong('did not find expected whitespace or line break');
  return { handle, prefix };
}

function takeWord(source: Source): string {
  let word = '';
  while (isWordCharacter(source.peek())) word += source.take();
  return word;
}
