/**
 * An audit policy as kube-apiserver understands it: audit.k8s.io/v1 Policy (k8s.io/apiserver v0.37.2,
 * pkg/apis/audit/types.go). An absent, null or empty list does not restrict and is `[]` here.
 */
import type { Level, Stage } from '../audit/event.ts';

export interface Policy {
  readonly rules: readonly PolicyRule[];
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}

export interface PolicyRule {
  readonly level: Level;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly omitStages: readonly Stage[];
  /** Undefined: the policy's own holds. */
  readonly omitManagedFields: boolean | undefined;
}

/** A rule of level None that restricts nothing: what others differ from. */
export const ANY_RULE: PolicyRule = {
  level: 'None',
  users: [],
  userGroups: [],
  verbs: [],
  resources: [],
  namespaces: [],
  nonResourceURLs: [],
  omitStages: [],
  omitManagedFields: undefined,
};

export interface GroupResources {
  readonly group: string;
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** What the apiserver knows of a request when it evaluates the policy, before impersonation and authorisation. */
export interface Attributes {
  /** Null: authentication failed. */
  readonly user: { readonly name: string; readonly groups: readonly string[] } | null;
  readonly verb: string;
  readonly isResource: boolean;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** The percent-decoded path, without the query. */
  readonly path: string;
}

/** The answer for a request: the same for all its stages. */
export interface Verdict {
  /** From 0; -1 where no rule matched. */
  readonly ruleIndex: number;
  readonly level: Level;
  /** In stage order, each once. */
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}
