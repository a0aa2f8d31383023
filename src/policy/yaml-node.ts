/** The nodes of a YAML document, as go.yaml.in/yaml v2.4.4 has them (decode.go). */

export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

export interface Placed {
  /** Offsets of the content, without its tag and anchor; `end` is the first after it. */
  readonly start: number;
  readonly end: number;
  /** Where go-yaml has it: the line of its tag or anchor, from 0. */
  readonly line: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly value: string;
  /** Resolved: `tag:yaml.org,2002:int`, `!x`; `''` where there is none. */
  readonly tag: string;
  readonly isPlain: boolean;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface MappingNode extends Placed {
  readonly kind: 'mapping';
  readonly pairs: readonly Pair[];
}

export type Pair = readonly [key: YamlNode, value: YamlNode];

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly name: string;
  /** May be a node around the alias. */
  readonly target: YamlNode;
}
