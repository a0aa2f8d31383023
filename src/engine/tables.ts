/** The dictionaries behind the columns, shared by all segments, and how each field of a filter is read from them. */

import { DRIFTS } from '../policy/drift.ts';
import { bindingIn, isError, isHuman, isMutating, roleIn } from '../query/derived.ts';
import { qualifiedResource, ruleTag } from '../query/fields.ts';
import type { Field } from '../query/query.ts';
import { Dictionary, ListDictionary } from './dictionary.ts';
import type { Codes } from './segment.ts';

/** Resource, group and subresource of a code of the resource column. */
export interface ResourceParts {
  readonly resource: string;
  readonly apiGroup: string;
  readonly subresource: string;
}

export class Tables {
  readonly stage = new Dictionary();
  readonly level = new Dictionary();
  readonly verb = new Dictionary();
  /** Users and impersonated users share one dictionary. */
  readonly user = new Dictionary();
  readonly groups = new ListDictionary();
  readonly ns = new Dictionary();
  readonly resourceParts: ResourceParts[] = [{ resource: '', apiGroup: '', subresource: '' }];
  readonly name = new Dictionary();
  readonly path = new Dictionary();
  readonly code = new Dictionary();
  readonly status = new Dictionary();
  readonly ips = new ListDictionary();
  readonly agent = new Dictionary();
  readonly decision = new Dictionary();
  readonly reason = new Dictionary();
  /** The names of the sources. */
  readonly source = new Dictionary();
  /** Rules of the loaded policy; -1 while there is none. Rule i has code i + 2, no rule 1, no policy 0. */
  rules = -1;
  /** The words that resources are made of: resource, group, subresource. */
  readonly words = new Dictionary();
  private readonly resourceByParts = new Map<string, number>();
  private readonly resourceByCodes = new Map<number, number>();

  /** Memory that the dictionaries take, about; those that stay small left out. */
  get bytes(): number {
    const large = [
      this.user,
      this.groups.dictionary,
      this.ns,
      this.name,
      this.path,
      this.ips.dictionary,
      this.agent,
      this.reason,
    ];
    return large.reduce((sum, dictionary) => sum + dictionary.bytes, 0);
  }

  /** The code of a resource from the codes of its three words. */
  resourceCode(resource: number, apiGroup: number, subresource: number): number {
    const small = resource < 0x2_0000 && apiGroup < 0x2_0000 && subresource < 0x2_0000;
    const key = (resource * 0x2_0000 + apiGroup) * 0x2_0000 + subresource;
    const known = small ? this.resourceByCodes.get(key) : undefined;
    if (known !== undefined) return known;
    const code = this.addResource(resource, apiGroup, subresource);
    if (small) this.resourceByCodes.set(key, code);
    return code;
  }

  /** `a.b` of group '' and `a` of group `b` read alike: the parts tell them apart, with a code each. */
  private addResource(...codes: [number, number, number]): number {
    const [resource = '', apiGroup = '', subresource = ''] = codes.map((code) => this.words.texts[code] ?? '');
    const key = JSON.stringify([resource, apiGroup, subresource]);
    const known = this.resourceByParts.get(key);
    if (known !== undefined) return known;
    const code = this.resourceParts.length;
    if (resource === '' && apiGroup === '' && subresource === '') return 0;
    this.resourceParts.push({ resource, apiGroup, subresource });
    this.resourceByParts.set(key, code);
    return code;
  }
}

/** How a field is read from a row: its column, and the values that each of the column's codes means. */
export interface FieldColumn {
  readonly column: keyof Codes;
  /** Codes there are now. */
  size(): number;
  /** None where the field is missing, several for groups and addresses. */
  values(code: number): readonly string[];
  /** Where each code but 0 is one value: the texts of all codes. */
  readonly texts?: () => readonly string[];
  /** Where each code but 0 is one value, and no two the same: the code of a value, -1 for none. */
  readonly find?: (value: string) => number;
}

/** The columns of the fields that the index holds; the others stay in the raw lines. */
export function fieldColumns(tables: Tables): Partial<Record<Field, FieldColumn>> {
  const plain = (column: keyof Codes, dictionary: Dictionary): FieldColumn => ({
    column,
    size: () => dictionary.size,
    values: (code) => (code === 0 ? [] : [dictionary.texts[code] ?? '']),
    texts: () => dictionary.texts,
    find: (value) => dictionary.find(value),
  });
  const lists = (column: keyof Codes, list: ListDictionary): FieldColumn => ({
    column,
    size: () => list.dictionary.size,
    values: (code) => list.items(code),
  });
  const ofResource = (text: (parts: ResourceParts) => string): FieldColumn => ({
    column: 'resource',
    size: () => tables.resourceParts.length,
    values: (code) => {
      const parts = tables.resourceParts[code];
      const value = parts === undefined ? '' : text(parts);
      return value === '' ? [] : [value];
    },
  });
  const derived = (column: keyof Codes, dictionary: Dictionary, of: (text: string) => string): FieldColumn => ({
    column,
    size: () => dictionary.size,
    values: (code) => {
      const value = of(dictionary.texts[code] ?? '');
      return value === '' ? [] : [value];
    },
  });
  return {
    stage: plain('stage', tables.stage),
    level: plain('level', tables.level),
    verb: plain('verb', tables.verb),
    user: plain('user', tables.user),
    as: plain('as', tables.user),
    group: lists('groups', tables.groups),
    ns: plain('ns', tables.ns),
    resource: ofResource((parts) => qualifiedResource(parts.resource, parts.apiGroup, parts.subresource)),
    apigroup: ofResource((parts) => parts.apiGroup),
    name: plain('name', tables.name),
    path: plain('path', tables.path),
    code: plain('code', tables.code),
    status: plain('status', tables.status),
    ip: lists('ips', tables.ips),
    agent: plain('agent', tables.agent),
    decision: plain('decision', tables.decision),
    reason: plain('reason', tables.reason),
    source: plain('source', tables.source),
    rule: {
      column: 'rule',
      size: () => (tables.rules < 0 ? 1 : tables.rules + 2),
      values: (code) => (code === 0 ? [] : [ruleTag(code - 2)]),
    },
    binding: derived('reason', tables.reason, bindingIn),
    role: derived('reason', tables.reason, roleIn),
    error: derived('code', tables.code, (code) => String(isError(Number(code)))),
    human: derived('user', tables.user, (user) => String(isHuman(user))),
    mutating: derived('verb', tables.verb, (verb) => String(isMutating(verb))),
    // Drift i has code i + 1; no drift, or no policy, 0.
    drift: {
      column: 'drift',
      size: () => DRIFTS.length + 1,
      values: (code) => (code === 0 ? [] : [DRIFTS[code - 1]!]),
    },
  };
}
