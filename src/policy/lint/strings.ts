/** Strings that are compared to the letter and were hardly meant to be: spaces at the ends, `*` that is no wildcard. */
import type { Finding } from '../diagnostic.ts';
import { type Lint, quoted, type Value, valuesOf } from './lint.ts';

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

/** Leading and trailing white space is part of the string. */
export const spaces: Lint = ({ policy }) =>
  valuesOf(policy).flatMap(({ text, field, steps }): Finding[] => {
    const trimmed = text.trim();
    if (trimmed === text) return [];
    const finding = { severity: 'warning', check: 'spaces', steps } as const;
    if (trimmed === '') {
      const message = `${quoted(text)} is nothing but white space: ${NOTHING_HAS[field]}, so it never matches.`;
      return [{ ...finding, message }];
    }
    const start = text !== text.trimStart();
    const ends = start && text !== text.trimEnd() ? 'begins and ends' : start ? 'begins' : 'ends';
    const message = `${quoted(text)} ${ends} with white space, which is compared like any letter: ${NOTHING_HAS[field]}, so it never matches.`;
    return [{ ...finding, message, suggestion: quoted(trimmed) }];
  });

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
      : [{ ...finding, message: `${message} A group says it.`, suggestion: `userGroups: [${quoted(group)}]` }];
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
