/** The tokens of YAML, as libyaml and its port go-yaml name them. */
import type { Mark } from './yaml-source.ts';

export type Token = ScalarToken | TagToken | AnchorToken | VersionToken | TagDirectiveToken | PunctuationToken;

interface Extent {
  readonly start: Mark;
  readonly end: Mark;
}

export interface ScalarToken extends Extent {
  readonly kind: 'scalar';
  readonly value: string;
  /** Written without quotes and no block scalar: it may be a number, a boolean or null. */
  readonly isPlain: boolean;
}

/** `!suffix`, `!handle!suffix`; a tag in `!<...>` and the lone `!` have no handle. */
export interface TagToken extends Extent {
  readonly kind: 'tag';
  readonly handle: string;
  readonly suffix: string;
}

export interface AnchorToken extends Extent {
  readonly kind: 'anchor' | 'alias';
  readonly name: string;
}

/** `%YAML 1.1` */
export interface VersionToken extends Extent {
  readonly kind: 'version-directive';
  readonly version: string;
}

/** `%TAG !handle! prefix` */
export interface TagDirectiveToken extends Extent {
  readonly kind: 'tag-directive';
  readonly handle: string;
  readonly prefix: string;
}

/** Block collections begin and end, and simple keys begin, without a character of their own: start and end are one. */
export interface PunctuationToken extends Extent {
  readonly kind: Punctuation;
}

export type Punctuation =
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'block-entry'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'flow-entry'
  | 'key'
  | 'value';
