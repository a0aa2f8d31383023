/** Conditions that no request can meet: verbs that requests do not have, names they do not have yet, odd paths. */

import { requestInfo } from '../../audit/request-info.ts';
import type { Finding } from '../diagnostic.ts';
import type { DecodedRule } from '../schema.ts';
import { type Lint, quoted, valuesOf } from './lint.ts';
import { nearest } from './suggest.ts';

/** Verbs of requests about resources (requestinfo.go of k8s.io/apiserver v0.37.2). */
const RESOURCE_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'];
/** Verbs of other requests: HTTP's methods in lower case. */
const PATH_VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace', 'connect'];
/** Verbs that only authorizers know: no request has them. */
const RBAC_VERBS = ['impersonate', 'bind', 'escalate', 'use', 'approve', 'sign', 'attest'];

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
    if (field !== 'verbs' || text.includes('*') || text !== text.trim()) return [];
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

/** Verbs of requests that have no name yet, or none at all, and what to know about each. */
const NAMELESS: Readonly<Record<string, string>> = {
  create: 'the name of what is created stands in the body, which is not looked at',
  list: 'a list has no name, but with the field selector metadata.name=NAME',
  watch: 'a watch has no name, but with the field selector metadata.name=NAME',
  deletecollection: 'deletecollection names nothing',
};

/** resourceNames together with verbs whose requests have no name when the policy is evaluated. */
export const namesWithoutNames: Lint = ({ policy }) =>
  policy.rules.flatMap((rule, ruleIndex): Finding[] => {
    const named = rule.resources.filter(
      ({ resources, resourceNames }) => resources.length > 0 && resourceNames.length > 0,
    );
    // '' is the name of a request that has none.
    if (named.length === 0 || named.some(({ resourceNames }) => resourceNames.includes(''))) return [];
    if (named.length < rule.resources.length) return [];
    const onSubresources = named.every(({ resources }) => resources.every((spec) => /^[^*].*\/|^\*\//.test(spec)));
    return rule.verbs.flatMap((verb, at): Finding[] => {
      const why = NAMELESS[verb];
      // The name of what a subresource is created of stands in the path: pods/NAME/eviction.
      if (why === undefined || (verb === 'create' && onSubresources)) return [];
      const message = `${verb} with resourceNames never matches: ${why}.`;
      const steps = ['rules', ruleIndex, 'verbs', at];
      return [{ severity: 'warning', check: 'nameless-verb', steps, message }];
    });
  });

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
    if (requestInfo('GET', text.replace(/\*+$/, '')).isResource) {
      const message = `${quoted(text)} is the path of a resource: nonResourceURLs never match those. Name it under resources.`;
      return [{ ...finding, message }];
    }
    return [];
  });
