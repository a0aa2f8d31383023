/** Conditions that no request can meet: verbs that requests do not have, names they do not have yet, odd paths. */

import { requestInfo } from '../../audit/request-info.ts';
import type { Finding } from '../diagnostic.ts';
import type { DecodedRule } from '../schema.ts';
import { entryName, isWord, type Lint, listed, quoted, valuesOf } from './lint.ts';
import { nearest } from './suggest.ts';

/** Verbs of requests about resources (requestinfo.go of k8s.io/apiserver v0.37.2). */
const RESOURCE_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'];
/** Verbs of other requests: HTTP's methods in lower case. */
const PATH_VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace', 'connect'];
/** Verbs that only authorizers know: no request has them. */
const RBAC_VERBS = ['impersonate', 'bind', 'escalate', 'use', 'approve', 'sign', 'attest'];

/** Subresources that people take for verbs, and the verbs of their requests. */
const SUBRESOURCES: ReadonlyMap<string, string> = new Map([
  ['exec', 'pods/exec, with the verbs get and create'],
  ['attach', 'pods/attach, with the verbs get and create'],
  ['portforward', 'pods/portforward, with the verbs get and create'],
  ['port-forward', 'pods/portforward, with the verbs get and create'],
  ['log', 'pods/log, with the verb get'],
  ['logs', 'pods/log, with the verb get'],
  ['scale', 'deployments/scale and the like, with the verbs get, update and patch'],
  ['evict', 'pods/eviction, with the verb create'],
  ['eviction', 'pods/eviction, with the verb create'],
]);

/** What kubectl and people call what requests do, and the verbs of those requests. */
const OTHER_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['apply', ['create', 'patch']],
  ['edit', ['patch']],
  ['label', ['patch']],
  ['annotate', ['patch']],
  ['replace', ['update']],
  ['modify', ['update', 'patch']],
  ['describe', ['get', 'list']],
  ['read', ['get', 'list', 'watch']],
  ['view', ['get', 'list', 'watch']],
  ['write', ['create', 'update', 'patch', 'delete', 'deletecollection']],
  ['remove', ['delete']],
]);

/** The verb of a resource request for one of HTTP's, and the other way round. */
const INSTEAD: Readonly<Record<string, string>> = {
  post: 'create',
  put: 'update',
  head: 'get',
  create: 'post',
  update: 'put',
  list: 'get',
  watch: 'get',
  deletecollection: 'delete',
};

/** Verbs that a rule's requests never have. */
export const verbs: Lint = ({ policy }) =>
  valuesOf(policy).flatMap(({ rule, text, field, steps }): Finding[] => {
    if (field !== 'verbs' || text.includes('*') || text !== text.trim() || !isWord(text)) return [];
    const problem = verbProblem(rule, text);
    return problem === null ? [] : [{ severity: 'warning', check: 'verb', steps, ...problem }];
  });

function verbProblem(rule: DecodedRule, verb: string): Pick<Finding, 'message' | 'suggestion'> | null {
  const onResources = rule.resources.length > 0 || rule.namespaces.length > 0;
  const onPaths = !onResources && rule.nonResourceURLs.length > 0;
  const known = onResources ? RESOURCE_VERBS : onPaths ? PATH_VERBS : [...RESOURCE_VERBS, ...PATH_VERBS];
  // Requests with an odd HTTP method have the verb ''.
  if (verb === '' || known.includes(verb)) return null;
  const lower = verb.toLowerCase();
  if (lower !== verb && known.includes(lower)) {
    return { message: `Verbs are lower case: ${quoted(verb)} never matches.`, suggestion: quoted(lower) };
  }
  if (RBAC_VERBS.includes(lower)) {
    return { message: `${quoted(verb)} is a verb of authorization only: no request has it, so it never matches.` };
  }
  const subresource = onPaths ? undefined : SUBRESOURCES.get(lower);
  if (subresource !== undefined) {
    return {
      message: `No request has the verb ${quoted(verb)}, so it never matches: it is the resource ${subresource}.`,
    };
  }
  const words = onPaths ? undefined : OTHER_WORDS.get(lower);
  if (words !== undefined) {
    const message = `No request has the verb ${quoted(verb)}: it never matches. ${quoted(verb)} is ${listed(words)} to the API server.`;
    return { message, suggestion: words.map(quoted).join(', ') };
  }
  const instead = INSTEAD[lower];
  if (instead !== undefined && known.includes(instead)) {
    const what = onPaths
      ? 'requests for paths have the HTTP method'
      : 'requests about resources have a verb of their own';
    return { message: `${quoted(verb)} never matches: ${what}.`, suggestion: quoted(instead) };
  }
  // A client may send any method for a path; with a resource the apiserver gives the verb.
  if (!onResources) return onPaths || nearest(verb, known, 0.3) === null ? null : unknownVerb(verb, known);
  return unknownVerb(verb, known);
}

function unknownVerb(verb: string, known: readonly string[]): Pick<Finding, 'message' | 'suggestion'> {
  const near = nearest(verb, known);
  const message = `No request has the verb ${quoted(verb)}: it never matches.`;
  return { message, suggestion: near === null ? null : quoted(near) };
}

const BY_SELECTOR = 'matches only under the field selector metadata.name=NAME';
/** Verbs of requests that have no name yet, or none at all, and what comes of it. */
const NAMELESS: ReadonlyMap<string, { readonly does: string; readonly why: string }> = new Map([
  ['create', { does: 'never matches', why: 'the name of what is created stands in the body, which is not looked at' }],
  ['list', { does: BY_SELECTOR, why: 'other lists have no name' }],
  ['watch', { does: BY_SELECTOR, why: 'other watches have no name' }],
  ['deletecollection', { does: 'never matches', why: 'deletecollection names nothing' }],
]);

/** resourceNames together with verbs whose requests have no name when the policy is evaluated. */
export const namesWithoutNames: Lint = ({ policy }) =>
  policy.rules.flatMap((rule, ruleIndex) =>
    rule.verbs.flatMap((verb, at): Finding[] => {
      const nameless = NAMELESS.get(verb);
      if (nameless === undefined) return [];
      const entries = rule.resources.map((entry) => ({ ...entry, waiting: specsWithoutName(entry, verb) }));
      const waiting = entries.flatMap((entry, index) => (entry.waiting.length > 0 ? [{ ...entry, index }] : []));
      if (waiting.length === 0) return [];
      // What an entry without names, or another resource of the same entry, matches is none of these names' business.
      const all = waiting.length === entries.length;
      const names = all
        ? 'resourceNames'
        : `the resourceNames of ${listed(waiting.map(({ index }) => entryName(index)))}`;
      const whole = waiting.every(({ resources, waiting }) => resources.length === waiting.length);
      const specs = [...new Set(waiting.flatMap(({ waiting }) => waiting))];
      const what = whole ? '' : ` ${listed(specs)}`;
      const message = `${verb} with ${names} ${nameless.does}${what}: ${nameless.why}.`;
      return [{ severity: 'warning', check: 'nameless-verb', steps: ['rules', ruleIndex, 'verbs', at], message }];
    }),
  );

/** The resource strings of an entry that its names keep from matching requests without a name. */
function specsWithoutName(entry: DecodedRule['resources'][number], verb: string): readonly string[] {
  const { resources, resourceNames } = entry;
  // '' is the name of a request that has none.
  if (resourceNames.length === 0 || resourceNames.includes('')) return [];
  // The name of what a subresource is created of stands in the path: pods/NAME/eviction.
  return verb === 'create' ? resources.filter((spec) => spec !== '*' && !spec.includes('/')) : resources;
}

/** URLs of nonResourceURLs that no request outside the resources has. */
export const urls: Lint = ({ policy }) =>
  valuesOf(policy).flatMap(({ text, field, steps }): Finding[] => {
    if (field !== 'nonResourceURLs' || !text.startsWith('/')) return [];
    const finding = { severity: 'warning', check: 'url', steps } as const;
    if (/[?#]/.test(text)) {
      const path = text.replace(/[?#].*$/s, '');
      const message = `${quoted(text)} never matches: paths are compared without their query.`;
      return [{ ...finding, message, suggestion: quoted(path) }];
    }
    if (/%[0-9a-fA-F]{2}/.test(text)) {
      const message = `${quoted(text)} is compared with the decoded path: an escape in it never matches.`;
      return [{ ...finding, message }];
    }
    // A star before the end is refused already, and stands for anything.
    if (!/\*./.test(text) && requestInfo('GET', text.replace(/\*+$/, '')).isResource) {
      const message = `${quoted(text)} is the path of a resource: nonResourceURLs never match those. Name it under resources.`;
      return [{ ...finding, message }];
    }
    return [];
  });
