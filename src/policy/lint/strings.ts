/** Strings that are compared to the letter and were hardly meant to be: spaces at the ends, `*` that is no wildcard. */
import type { Finding } from '../diagnostic.ts';
import { type Lint, quoted, TYPOGRAPHIC_QUOTES, type Value, valuesOf } from './lint.ts';

/** What no request can have, by field. */
const NOTHING_HAS: Readonly<Record<Value['field'], string>> = {
  users: 'no user name has any',
  userGroups: 'no group has any',
  verbs: 'no verb has any',
  namespaces: 'no namespace has any',
  nonResourceURLs: 'no such path is asked for',
  resources: 'no resource has any',
  resourceNames: 'no object can have such a name',
};

/** White space is part of the string, at its ends and within; and so are commas and quotes that are none to YAML. */
export const spaces: Lint = ({ policy }) =>
  valuesOf(policy).flatMap((value): Finding[] => {
    const said = quotes(value) ?? joined(value) ?? atEnds(value) ?? within(value);
    return said === null ? [] : [{ check: 'spaces', steps: value.steps, ...said }];
  });

type Said = Pick<Finding, 'severity' | 'message' | 'suggestion'>;
const COMPARED = 'which is compared like any letter';

/** Quotes of a web page or a word processor. */
function quotes({ text, field }: Value): Said | null {
  const bare = text.replace(TYPOGRAPHIC_QUOTES, '');
  if (bare === text) return null;
  const message = `${quoted(text)} has typographic quotes in it, which are letters to YAML: ${NOTHING_HAS[field]}, so it never matches.`;
  return { severity: 'warning', message, suggestion: quoted(bare) };
}

function atEnds({ text, field }: Value): Said | null {
  const trimmed = text.trim();
  if (trimmed === text) return null;
  if (trimmed === '') {
    const message = `${quoted(text)} is nothing but white space: ${NOTHING_HAS[field]}, so it never matches.`;
    return { severity: 'warning', message };
  }
  const start = text !== text.trimStart();
  const ends = start && text !== text.trimEnd() ? 'begins and ends' : start ? 'begins' : 'ends';
  const message = `${quoted(text)} ${ends} with white space, ${COMPARED}: ${NOTHING_HAS[field]}, so it never matches.`;
  return { severity: 'warning', message, suggestion: quoted(trimmed) };
}

/** Names of users and groups may have spaces, paths too, and of objects those of RBAC. */
function within({ text, field, entry }: Value): Said | null {
  const free = field === 'users' || field === 'userGroups' || field === 'nonResourceURLs';
  const named = field === 'resourceNames' && (entry?.group === '*' || entry?.group === 'rbac.authorization.k8s.io');
  if (free || named || !/\s/.test(text)) return null;
  const message = `${quoted(text)} has white space in it, ${COMPARED}: ${NOTHING_HAS[field]}, so it never matches.`;
  const closed = text.replace(/\s*\/\s*/g, '/');
  return { severity: 'warning', message, suggestion: /\s/.test(closed) ? null : quoted(closed) };
}

/** What stands between two words of a list that was written as one string. */
const BETWEEN: Readonly<Record<Value['field'], RegExp>> = {
  verbs: /\s*[,|]\s*|\s+/,
  resources: /\s*,\s*|(?<![\s/])\s+(?![\s/])/,
  namespaces: /\s*,\s*/,
  resourceNames: /\s*,\s*/,
  nonResourceURLs: /\s*,\s*(?=\/)|\s+(?=\/)/,
  users: /\s*,\s*/,
  userGroups: /\s*,\s*/,
};

function joined({ text, field }: Value): Said | null {
  const words = text.trim().split(BETWEEN[field]);
  const isName = field === 'users' || field === 'userGroups';
  // A distinguished name has commas of its own: CN=alice,O=dev.
  if (words.length < 2 || words.includes('') || (isName && text.includes('='))) return null;
  const one = `${quoted(text)} is one string and no list`;
  const message = isName ? `${one}: it matches only what is called so.` : `${one}: it never matches.`;
  return { severity: 'warning', message, suggestion: words.map(quoted).join(', ') };
}

const LITERAL_FIELDS: readonly Value['field'][] = ['users', 'userGroups', 'verbs', 'namespaces', 'resourceNames'];

/** `*` in lists where it is a letter like any other. */
export const literalStars: Lint = ({ policy }) =>
  valuesOf(policy).flatMap(({ text, field, steps }): Finding[] => {
    if (!LITERAL_FIELDS.includes(field) || !text.includes('*')) return [];
    const finding = { severity: 'warning', check: 'literal-star', steps } as const;
    if (text.trim() === '*') {
      const message = `"*" is no wildcard in ${field}: it is compared to the letter, and ${MEANS_NOTHING[field] ?? 'nothing has it'}. Leave ${field} out to match every one.`;
      return [{ ...finding, message }];
    }
    const group = field === 'users' ? groupFor(text) : null;
    const message = `${quoted(text)} is compared to the letter: * is no wildcard in ${field}.`;
    return group === null
      ? [{ ...finding, message }]
      : [{ ...finding, message: `${message} Use the group instead.`, suggestion: `userGroups: [${quoted(group)}]` }];
  });

const MEANS_NOTHING: Partial<Record<Value['field'], string>> = {
  users: 'no user is called so',
  userGroups: 'no group is called so',
  verbs: 'no request has it',
  namespaces: 'no namespace is called so',
  resourceNames: 'no object is called so',
};

/** The group of the users that a pattern means. */
function groupFor(pattern: string): string | null {
  const namespace = /^system:serviceaccount:([^:*]+):\*$/.exec(pattern)?.[1];
  if (namespace !== undefined) return `system:serviceaccounts:${namespace}`;
  if (/^system:serviceaccounts?:\*(?::\*)?$/.test(pattern)) return 'system:serviceaccounts';
  return /^system:nodes?:\*$/.test(pattern) ? 'system:nodes' : null;
}

/** Names of groups among users, and of users among groups. */
export const usersAndGroups: Lint = ({ policy }) =>
  valuesOf(policy).flatMap(({ text, field, steps }): Finding[] => {
    const finding = { severity: 'hint', check: 'user-or-group', steps } as const;
    if (
      field === 'users' &&
      /^system:(?:masters|authenticated|unauthenticated|nodes|serviceaccounts(?::[^:]+)?)$/.test(text)
    ) {
      const message = `${quoted(text)} is the name of a group: as a user it never matches.`;
      return [{ ...finding, message, suggestion: `userGroups: [${quoted(text)}]` }];
    }
    if (
      field === 'userGroups' &&
      /^system:(?:anonymous|serviceaccount:[^:]+:[^:]+|node:.+|apiserver|kube-[a-z-]+)$/.test(text)
    ) {
      const message = `${quoted(text)} is the name of a user: as a group it never matches.`;
      return [{ ...finding, message, suggestion: `users: [${quoted(text)}]` }];
    }
    return [];
  });
