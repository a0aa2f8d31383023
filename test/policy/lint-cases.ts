/** For each check of a policy the smallest policies that trigger it, and one like each that must not. */
import type { Diagnostic, LintName } from '../../src/policy/diagnostic.ts';

export interface LintCase {
  /** The smallest policy that triggers the check: its rules, and what stands before them where that matters. */
  readonly rules: string;
  readonly before?: string;
  /** Where it is another than the newest. */
  readonly minor?: number;
  readonly severity?: Diagnostic['severity'];
  readonly path: string;
  /** The text its place covers. */
  readonly points: string;
  readonly says: RegExp;
  readonly suggests?: string | null;
  /** A policy like it that must not trigger it. */
  readonly not: string;
}

const LEASES = 'resources: [{group: coordination.k8s.io, resources: [leases]}]';

/** By the name of the check, each of which needs a case; the rules of a policy, from its line 4 on. */
export const LINT_CASES: Readonly<Record<LintName, readonly LintCase[]>> = {
  'newer-field': [
    {
      rules: '- level: None\n  omitManagedFields: true',
      minor: 22,
      path: 'rules[0].omitManagedFields',
      points: 'omitManagedFields',
      says: /^omitManagedFields exists from Kubernetes 1\.23 on: 1\.22 ignores it\.$/,
      not: '- level: None',
    },
  ],
  'unknown-field': [
    {
      rules: '- level: None\n  resources: [{groups: apps}]',
      path: 'rules[0].resources[0].groups',
      points: 'groups',
      says: /^Unknown field "groups" is ignored\. Did you mean "group"\? As it stands, the entry is taken for the core group, ""\.$/,
      suggests: 'group',
      not: '- level: None\n  resources: [{group: apps}]',
    },
    {
      rules: '- level: None\n  verb: [get]',
      path: 'rules[0].verb',
      points: 'verb',
      says: /Did you mean "verbs"\? As it stands it is wider: the rule matches every verb\.$/,
      suggests: 'verbs',
      not: '- level: None\n  verbs: [get]',
    },
    {
      rules: '- level: None\n  resources: [{group: apps, resource: [deployments]}]',
      path: 'rules[0].resources[0].resource',
      points: 'resource',
      says: /Did you mean "resources"\? As it stands it is wider: the entry matches every resource of its group\.$/,
      suggests: 'resources',
      not: '- level: None\n  resources: [{group: apps, resources: [deployments]}]',
    },
    {
      rules: '- level: None\n  Users: [a]',
      path: 'rules[0].Users',
      points: 'Users',
      says: /Did you mean "users"\?/,
      suggests: 'users',
      not: '- level: None\n  users: [a]',
    },
    {
      rules: '- level: None\n  groups: [dev]',
      path: 'rules[0].groups',
      points: 'groups',
      says: /Did you mean "userGroups"\?/,
      suggests: 'userGroups',
      not: '- level: None\n  userGroups: [dev]',
    },
    {
      rules: '- level: None\n  resources: [{resources: [pods], verbs: [get]}]',
      path: 'rules[0].resources[0].verbs',
      points: 'verbs',
      says: /"verbs" belongs in the rule\. As it stands it is wider: the rule matches every verb\.$/,
      suggests: null,
      not: '- level: None\n  verbs: [get]\n  resources: [{resources: [pods]}]',
    },
    {
      rules: '- level: None\n  resourceNames: [a]',
      path: 'rules[0].resourceNames',
      points: 'resourceNames',
      says: /"resourceNames" belongs in an entry of resources\.$/,
      suggests: null,
      not: '- level: None\n  resources: [{resources: [pods], resourceNames: [a]}]',
    },
    {
      rules: '- level: None\nspec: {rules: []}',
      path: 'spec',
      points: 'spec',
      says: /^Unknown field "spec" is ignored\. A policy has no spec: its rules stand at the top of the file\.$/,
      suggests: null,
      not: '- level: None\nmetadata: {name: spec}',
    },
    ...(
      [
        // RBAC's fields, at the level where RBAC has them.
        [
          'apiGroups',
          'apiGroups: [apps]\n  resources: [{resources: [deployments]}]',
          /"apiGroups" belongs in an entry of resources and is called "group" there\. As it stands, its entries are taken for the core group, ""\.$/,
        ],
        ['apiGroup', 'apiGroup: apps', /"apiGroup" belongs in an entry of resources and is called "group" there\.$/],
        ['names', 'names: [a]', /^Unknown field "names" is ignored\.$/],
        ['name', 'name: first', /^Unknown field "name" is ignored\.$/],
        ['omitStage', 'omitStage: [Panic]', /Did you mean "omitStages"\?$/],
        ['rules', 'rules: []', /"rules" belongs in the policy itself\.$/],
        [
          'resourceName',
          'resourceName: [a]\n  resources: [{resources: [pods]}]',
          /belongs in an entry of resources and is called "resourceNames" there\. As it stands it is wider: its entries match every name\.$/,
        ],
      ] as const
    ).map(([field, text, says]) => ({
      rules: `- level: None\n  ${text}`,
      path: `rules[0].${field}`,
      points: field,
      says,
      not: '- level: None\n  omitStages: [Panic]\n  resources: [{group: apps, resources: [deployments], resourceNames: [a]}]',
    })),
    ...(
      [
        ['verb', /"verb" belongs in the rule and is called "verbs" there\. As it stands it is wider: the rule matches every verb\.$/],
        ['verbs', /"verbs" belongs in the rule\. As it stands it is wider: the rule matches every verb\.$/],
        ['namespace', /"namespace" belongs in the rule and is called "namespaces" there\. As it stands it is wider/],
        ['user', /"user" belongs in the rule and is called "users" there/],
        ['operations', /"operations" belongs in the rule and is called "verbs" there/],
        ['apiGroups', /Did you mean "group"\? As it stands, the entry is taken for the core group/],
        ['resourcenames', /Did you mean "resourceNames"\?/],
        ['kind', /"kind" belongs in the policy itself\.$/],
      ] as const
    ).map(([field, says]) => ({
      rules: `- level: None\n  resources: [{resources: [pods], ${field}: x}]`,
      path: `rules[0].resources[0].${field}`,
      points: field,
      says,
      not: '- level: None\n  verbs: [get]\n  namespaces: [a]\n  users: [a]\n  resources: [{resources: [pods]}]',
    })), // biome-ignore format: a table
    // Nor does a rule for resources match paths.
    {
      rules: '- level: None\n  resources: [{group: apps}]\n  nonResourceUrls: ["/x"]',
      path: 'rules[0].nonResourceUrls',
      points: 'nonResourceUrls',
      says: /Did you mean "nonResourceURLs"\?$/,
      suggests: 'nonResourceURLs',
      not: '- level: None\n  nonResourceURLs: ["/x"]',
    },
    // What is set by its right name besides does not become wider.
    {
      rules: '- level: None\n  verbs: [get]\n  verb: [list]',
      path: 'rules[0].verb',
      points: 'verb',
      says: /Did you mean "verbs"\?$/,
      suggests: 'verbs',
      not: '- level: None\n  verbs: [get, list]',
    },
    {
      rules: '- level: None\n  comment: {verbs: [1]}',
      path: 'rules[0].comment',
      points: 'comment',
      says: /^Unknown field "comment" is ignored\.$/,
      suggests: null,
      not: '- level: None',
    },
  ],
  'duplicate-field': [
    {
      rules: '- &base\n  level: None\n  users: [a]\n- <<: *base\n  users: [b]',
      path: 'rules[1].users',
      points: 'users',
      says: /^"users" is set here and by a merge \(<<\): only the last one counts\.$/,
      not: '- &base\n  level: None\n  users: [a]\n- <<: *base\n  verbs: [b]',
    },
    {
      rules: '- level: None\n  users: [a]\n  users: [b]',
      path: 'rules[0].users',
      points: 'users',
      says: /^"users" is set twice: only the last one counts\.$/,
      not: '- level: None\n  users: [a, b]',
    },
  ],
  'later-document': [
    {
      rules: '- level: None\n---\n- level: Metadata',
      path: '',
      points: '---',
      says: /^Only the first document of a file is read: what follows here is ignored\.$/,
      not: '- level: None\n--- # the end\n...\n# nothing',
    },
    {
      rules: '- level: None\n...\nkind: Event',
      path: '',
      points: '...',
      says: /^Only the first document/,
      not: '- level: None\n  users: ["a\n    --- b"]',
    },
  ],
  spaces: [
    {
      rules: '- level: None\n  resources: [{resources: [pods], resourceNames: ["webapp-pod "]}]',
      path: 'rules[0].resources[0].resourceNames[0]',
      points: '"webapp-pod "',
      says: /^"webapp-pod " ends with white space, .* no object can have such a name, so it never matches\.$/,
      suggests: '"webapp-pod"',
      not: '- level: None\n  resources: [{resources: [pods], resourceNames: ["webapp-pod"]}]',
    },
    ...(['users', 'userGroups', 'verbs', 'namespaces'] as const).map((field) => ({
      rules: `- level: None\n  ${field}: [" a"]`,
      path: `rules[0].${field}[0]`,
      points: '" a"',
      says: /^" a" begins with white space/,
      suggests: '"a"',
      not: `- level: None\n  ${field}: ["a"${field.startsWith('user') ? ', "a b"' : ''}]`,
    })),
    {
      rules: '- level: None\n  nonResourceURLs: ["/healthz "]',
      path: 'rules[0].nonResourceURLs[0]',
      points: '"/healthz "',
      says: /no such path is asked for/,
      suggests: '"/healthz"',
      not: '- level: None\n  nonResourceURLs: ["/healthz"]',
    },
    {
      rules: '- level: None\n  users: ["  "]',
      path: 'rules[0].users[0]',
      points: '"  "',
      says: /^" {2}" is nothing but white space/,
      suggests: null,
      not: '- level: None\n  users: [""]',
    },
    {
      rules: '- level: None\n  resources: [{resources: ["pods\\t"]}]',
      path: 'rules[0].resources[0].resources[0]',
      points: '"pods\\t"',
      says: /ends with white space/,
      suggests: '"pods"',
      not: '- level: None\n  resources: [{resources: ["pods"]}]',
    },
    ...(
      [
        ['pods /log', /^"pods \/log" has white space in it, .*: no resource has any, so it never matches\.$/, '"pods/log"'],
        ['pods / log', /^"pods \/ log" has white space in it/, '"pods/log"'],
        ['pods services', /^"pods services" is one string and no list: it never matches\.$/, '"pods", "services"'],
        ['pods, services', /is one string and no list/, '"pods", "services"'],
      ] as const
    ).map(([spec, says, suggests]) => ({
      rules: `- level: None\n  resources: [{resources: ["${spec}"]}]`,
      path: 'rules[0].resources[0].resources[0]',
      points: `"${spec}"`,
      says,
      suggests,
      not: '- level: None\n  resources: [{resources: ["pods/log", pods, services]}]',
    })), // biome-ignore format: a table
    {
      rules: '- level: None\n  verbs: [“get”]',
      path: 'rules[0].verbs[0]',
      points: '“get”',
      says: /^"“get”" has typographic quotes in it, which are letters to YAML: no verb has any, so it never matches\.$/,
      suggests: '"get"',
      not: '- level: None\n  verbs: ["get"]',
    },
    {
      rules: '- level: None\n  verbs: ["get|list"]',
      path: 'rules[0].verbs[0]',
      points: '"get|list"',
      says: /is one string and no list/,
      suggests: '"get", "list"',
      not: '- level: None\n  users: ["get|list"]',
    },
    {
      rules: '- level: None\n  verbs: ["get, list"]',
      path: 'rules[0].verbs[0]',
      points: '"get, list"',
      says: /^"get, list" is one string and no list: it never matches\.$/,
      suggests: '"get", "list"',
      not: '- level: None\n  verbs: ["get", "list"]',
    },
    {
      rules: '- level: None\n  namespaces: [kube system]',
      path: 'rules[0].namespaces[0]',
      points: 'kube system',
      says: /^"kube system" has white space in it/,
      suggests: null,
      not: '- level: None\n  namespaces: [kube-system]',
    },
    {
      rules: '- level: None\n  resources: [{resources: [pods], resourceNames: [a b]}]',
      path: 'rules[0].resources[0].resourceNames[0]',
      points: 'a b',
      says: /^"a b" has white space in it/,
      suggests: null,
      not: '- level: None\n  resources: [{group: rbac.authorization.k8s.io, resources: [roles], resourceNames: [a b]}]',
    },
    {
      rules: '- level: None\n  nonResourceURLs: [/healthz /livez]',
      path: 'rules[0].nonResourceURLs[0]',
      points: '/healthz /livez',
      says: /one string and no list/,
      suggests: '"/healthz", "/livez"',
      not: '- level: None\n  nonResourceURLs: ["/a b"]',
    },
    {
      rules: '- level: None\n  users: ["alice,bob"]',
      path: 'rules[0].users[0]',
      points: '"alice,bob"',
      says: /one string and no list: it matches only what is called so\.$/,
      suggests: '"alice", "bob"',
      not: '- level: None\n  users: ["CN=alice,O=dev"]',
    },
  ],
  'literal-star': [
    ...(['users', 'userGroups', 'verbs', 'namespaces'] as const).map((field) => ({
      rules: `- level: None\n  ${field}: ["*"]`,
      path: `rules[0].${field}[0]`,
      points: '"*"',
      says: new RegExp(`^"\\*" is no wildcard in ${field}: .* Leave ${field} out to match every one\\.$`),
      not: `- level: None\n  ${field}: [""]`,
    })),
    {
      rules: '- level: None\n  resources: [{resources: [pods], resourceNames: ["web-*"]}]',
      path: 'rules[0].resources[0].resourceNames[0]',
      points: '"web-*"',
      says: /^"web-\*" is compared to the letter: \* is no wildcard in resourceNames\.$/,
      suggests: null,
      not: '- level: None\n  resources: [{group: "*", resources: ["*", "pods/*", "*/log"]}]',
    },
    {
      rules: '- level: None\n  users: ["system:serviceaccount:prod:*"]',
      path: 'rules[0].users[0]',
      points: '"system:serviceaccount:prod:*"',
      says: /Use the group instead\.$/,
      suggests: 'userGroups: ["system:serviceaccounts:prod"]',
      not: '- level: None\n  userGroups: ["system:serviceaccounts:prod"]',
    },
  ],
  'user-or-group': [
    {
      rules: '- level: None\n  users: ["system:masters"]',
      severity: 'hint',
      path: 'rules[0].users[0]',
      points: '"system:masters"',
      says: /is the name of a group/,
      suggests: 'userGroups: ["system:masters"]',
      not: '- level: None\n  users: ["system:apiserver"]',
    },
    {
      rules: '- level: None\n  userGroups: ["system:kube-scheduler"]',
      severity: 'hint',
      path: 'rules[0].userGroups[0]',
      points: '"system:kube-scheduler"',
      says: /is the name of a user/,
      suggests: 'users: ["system:kube-scheduler"]',
      not: '- level: None\n  userGroups: ["system:nodes"]',
    },
  ],
  verb: [
    {
      rules: '- level: None\n  verbs: [GET]',
      path: 'rules[0].verbs[0]',
      points: 'GET',
      says: /^Verbs are lower case/,
      suggests: '"get"',
      not: '- level: None\n  verbs: [get, post]',
    },
    {
      rules: '- level: None\n  verbs: [impersonate]',
      path: 'rules[0].verbs[0]',
      points: 'impersonate',
      says: /a verb of authorization only/,
      not: '- level: None\n  verbs: [proxy]',
    },
    {
      rules: '- level: None\n  verbs: [post]\n  resources: [{resources: [pods]}]',
      path: 'rules[0].verbs[0]',
      points: 'post',
      says: /requests about resources have a verb of their own/,
      suggests: '"create"',
      not: '- level: None\n  verbs: [post]\n  nonResourceURLs: ["/x"]',
    },
    {
      rules: '- level: None\n  verbs: [list]\n  nonResourceURLs: ["/x"]',
      path: 'rules[0].verbs[0]',
      points: 'list',
      says: /requests for paths have the HTTP method/,
      suggests: '"get"',
      not: '- level: None\n  verbs: [list]\n  namespaces: [a]',
    },
    {
      rules: '- level: None\n  verbs: [udpate]\n  namespaces: [a]',
      path: 'rules[0].verbs[0]',
      points: 'udpate',
      says: /^No request has the verb "udpate"/,
      suggests: '"update"',
      not: '- level: None\n  verbs: [propfind]\n  nonResourceURLs: ["/x"]',
    },
    {
      rules: '- level: None\n  verbs: [describe]',
      path: 'rules[0].verbs[0]',
      points: 'describe',
      says: /^No request has the verb "describe": it never matches\. "describe" is get and list to the API server\.$/,
      suggests: '"get", "list"',
      not: '- level: None\n  verbs: [describe]\n  nonResourceURLs: ["/x"]',
    },
    {
      rules: '- level: None\n  verbs: [create, exec]\n  resources: [{group: ""}]',
      path: 'rules[0].verbs[1]',
      points: 'exec',
      says: /^No request has the verb "exec", so it never matches: it is the resource pods\/exec, with the verbs get and create\.$/,
      not: '- level: None\n  verbs: [create, get]\n  resources: [{resources: [pods/exec]}]',
    },
  ],
  'nameless-verb': (['create', 'list', 'watch', 'deletecollection'] as const).map((verb) => ({
    rules: `- level: None\n  verbs: [get, ${verb}]\n  resources: [{resources: [pods], resourceNames: [a]}]`,
    path: 'rules[0].verbs[1]',
    points: verb,
    says: new RegExp(`^${verb} with resourceNames (?:never matches|matches only under the field selector)`),
    not: `- level: None\n  verbs: [get, ${verb}]\n  resources: [{resources: [pods], resourceNames: [""]}]`,
  })),
  url: [
    {
      rules: '- level: None\n  nonResourceURLs: ["/healthz?verbose"]',
      path: 'rules[0].nonResourceURLs[0]',
      points: '"/healthz?verbose"',
      says: /without their query/,
      suggests: '"/healthz"',
      not: '- level: None\n  nonResourceURLs: ["/healthz*"]',
    },
    {
      rules: '- level: None\n  nonResourceURLs: ["/api/v1/pods*"]',
      path: 'rules[0].nonResourceURLs[0]',
      points: '"/api/v1/pods*"',
      says: /is the path of a resource/,
      not: '- level: None\n  nonResourceURLs: ["/api/v1*", "/apis/apps/v1", "/api/*/pods"]',
    },
    {
      rules: '- level: None\n  nonResourceURLs: ["/a%20b"]',
      path: 'rules[0].nonResourceURLs[0]',
      points: '"/a%20b"',
      says: /decoded path/,
      not: '- level: None\n  nonResourceURLs: ["/a b"]',
    },
  ],
  group: [
    {
      rules: '- level: None\n  resources: [{group: “apps”}]',
      path: 'rules[0].resources[0].group',
      points: '“apps”',
      says: /^"“apps”" has typographic quotes in it/,
      suggests: '"apps"',
      not: '- level: None\n  resources: [{group: "apps"}]',
    },
    {
      rules: '- level: None\n  resources: [{group: apps/v1}]',
      path: 'rules[0].resources[0].group',
      points: 'apps/v1',
      says: /^A group is written without its version/,
      suggests: '"apps"',
      not: '- level: None\n  resources: [{group: apps}]',
    },
    {
      rules: '- level: None\n  resources: [{group: networking.k8s.io.v1}]',
      path: 'rules[0].resources[0].group',
      points: 'networking.k8s.io.v1',
      says: /v1 is the version/,
      suggests: '"networking.k8s.io"',
      not: '- level: None\n  resources: [{group: networking.k8s.io}]',
    },
    {
      rules: '- level: None\n  resources: [{group: v1}]',
      path: 'rules[0].resources[0].group',
      points: 'v1',
      says: /is another group than core/,
      suggests: '""',
      not: '- level: None\n  resources: [{group: ""}]',
    },
    {
      rules: '- level: None\n  resources: [{group: rbac}]',
      path: 'rules[0].resources[0].group',
      points: 'rbac',
      says: /only Kubernetes' own groups have no dot/,
      suggests: '"rbac.authorization.k8s.io"',
      not: '- level: None\n  resources: [{group: rbac.example.com}]',
    },
    {
      rules: '- level: None\n  resources: [{group: coordination.k8s.i}]',
      path: 'rules[0].resources[0].group',
      points: 'coordination.k8s.i',
      says: /There is no group/,
      suggests: '"coordination.k8s.io"',
      not: '- level: None\n  resources: [{group: metrics.k8s.io}, {group: snapshot.storage.k8s.io}, {group: cert-manager.io}]',
    },
  ],
  'star-group': [
    {
      rules: '- level: None\n  resources: [{group: "*"}]',
      severity: 'hint',
      path: 'rules[0].resources[0].group',
      points: '"*"',
      says: /accepted from Kubernetes 1\.36 on: an older API server refuses this policy/,
      not: '- level: None\n  resources: [{group: apps, resources: ["*"]}]',
    },
  ],
  'dead-resource': (
    [
      ['po*', /^"po\*" matches nothing\. A wildcard stands for a whole word/, null],
      ['pods/', /no subresource without a name/, '"pods"'],
      ['*/*', /"\*" alone is every resource with its subresources/, '"*"'],
      ['**', /"\*" alone/, '"*"'],
      ['pods/l*', /matches nothing/, null],
      ['/log', /no resource without a name/, null],
      ['pods/log/x', /a subresource is one word/, null],
    ] as const
  ).map(([spec, says, suggests]) => ({
    rules: `- level: None\n  resources: [{resources: ["${spec}"]}]`,
    path: 'rules[0].resources[0].resources[0]',
    points: `"${spec}"`,
    says,
    suggests,
    not: '- level: None\n  resources: [{resources: ["*", "pods", "pods/*", "pods/log", "*/log"]}]',
  })),
  'unknown-resource': [
    ...(
      [
        ['', 'Pod', /it is the kind, the resource is "pods"/, '"pods"'],
        ['', 'pod', /policies have the plural/, '"pods"'],
        ['', 'po', /a short name of kubectl's/, '"pods"'],
        ['', 'PODS', /resources are in lower case/, '"pods"'],
        ['apps', 'deploy', /a short name of kubectl's/, '"deployments"'],
        ['', 'po/log', /a short name/, '"pods/log"'],
        [
          'apps',
          'pods',
          /^group "apps" has no pods: they are in the core group \(""\)\.$/,
          'group: "", resources: ["pods"]',
        ],
        [
          '',
          'deployments',
          /^the core group \(""\) has no deployments: they are in group "apps"\.$/,
          'group: "apps", resources: ["deployments"]',
        ],
        [
          '',
          'deploy',
          /^"deploy" never matches: it is a short name of kubectl's, the resource is "deployments", in group "apps"\.$/,
          'group: "apps", resources: ["deployments"]',
        ],
        ['*', 'Deployment', /it is the kind/, '"deployments"'],
        ['', 'pods/logs', /pods have no subresource "logs"/, '"pods/log"'],
        ['example.com', 'Widget', /lower case and the plural/, '"widgets"'],
        ['apps', 'pods/log', /they are in the core group/, 'group: "", resources: ["pods/log"]'],
        ['apps', 'Deployment/Status', /it is the kind/, '"deployments/status"'],
        [
          'apps',
          'deployments.apps',
          /^"deployments\.apps" never matches: the group stands in "group" alone\.$/,
          '"deployments"',
        ],
        [
          '',
          'apps/deployments',
          /^"apps\/deployments" never matches: the group stands in "group" alone\.$/,
          'group: "apps", resources: ["deployments"]',
        ],
        [
          '',
          'ingresses.networking.k8s.io/status',
          /the group stands/,
          'group: "networking.k8s.io", resources: ["ingresses/status"]',
        ],
        ['example.com', 'Policy', /lower case and the plural/, '"policies"'],
        ['core', 'Pod', /it is the kind, the resource is "pods"/, '"pods"'],
        ['apps/v1', 'deployment', /policies have the plural/, '"deployments"'],
        ['apps', 'deploymets', /has no resource "deploymets"/, '"deployments"'],
      ] as const
    ).map(([group, resource, says, suggests]) => ({
      rules: `- level: None\n  resources: [{group: "${group}", resources: [${resource}]}]`,
      path: 'rules[0].resources[0].resources[0]',
      points: resource,
      says,
      suggests,
      not: '- level: None\n  resources: [{resources: [pods, pods/log, "pods/*"]}, {group: apps, resources: [deployments/scale]}, {group: example.com, resources: [widgets, pods]}, {group: metrics.k8s.io, resources: [pods, nodes]}, {group: extensions, resources: [ingresses]}, {group: "*", resources: [pods, deployments, widgets]}]',
    })),
    {
      rules: '- level: None\n  resources: [{group: apps, resources: [widgets]}]',
      severity: 'hint',
      path: 'rules[0].resources[0].resources[0]',
      points: 'widgets',
      says: /as far as Kubernetes itself serves it/,
      suggests: null,
      not: '- level: None\n  resources: [{group: apps, resources: ["*/scale"]}]',
    },
    ...(
      [
        ['', 'logs', /^"\*\/logs" never matches: the subresource is "log"\.$/, '"*/log"', 'warning'],
        ['', 'Log', /^"\*\/Log" never matches: subresources are in lower case\.$/, '"*/log"', 'warning'],
        ['*', 'statuses', /^No resource of Kubernetes itself has a subresource "statuses"\.$/, '"*/status"', 'warning'],
        ['example.com', 'Status', /subresources are in lower case/, '"*/status"', 'warning'],
        ['', 'portforwrad', /^No resource of the core group/, '"*/portforward"', 'warning'],
        ['*', 'portforwrad', /^No resource of Kubernetes itself has a subresource "portforwrad"\.$/, '"*/portforward"', 'warning'],
        ['apps', 'exec', /^No resource of group "apps" .*: the core group \(""\) has\.$/, 'group: "", resources: ["*/exec"]', 'warning'],
        ['rbac.authorization.k8s.io', 'status', /^No resource of group "rbac\.authorization\.k8s\.io"/, null, 'hint'],
      ] as const
    ).map(([group, subresource, says, suggests, severity]) => ({
      rules: `- level: None\n  resources: [{group: "${group}", resources: ["*/${subresource}"]}]`,
      severity,
      path: 'rules[0].resources[0].resources[0]',
      points: `"*/${subresource}"`,
      says,
      suggests,
      // APIs of others may have subresources of any name.
      not: '- level: None\n  resources: [{resources: ["*/log", "*/exec", "*/status", "*"]}, {group: "*", resources: ["*/scale", "*/token", "*/instantiate"]}, {group: apps, resources: ["*/scale"]}, {group: example.com, resources: ["*/statuses", "*/logs"]}]',
    })), // biome-ignore format: a table
    {
      rules: '- level: None\n  resources: [{group: example.com, resources: [widgets/Scale]}]',
      path: 'rules[0].resources[0].resources[0]',
      points: 'widgets/Scale',
      says: /^"widgets\/Scale" never matches: subresources are in lower case\.$/,
      suggests: '"widgets/scale"',
      not: '- level: None\n  resources: [{group: example.com, resources: [widgets/scales]}]',
    },
  ],
  'unreachable-rule': [
    {
      rules: '- level: None\n  verbs: [get, list]\n- level: Metadata\n  verbs: [get]\n  users: [a]',
      path: 'rules[1]',
      points: 'level: Metadata',
      says: /^R1 can never match: R0 before it matches everything that it would\.$/,
      not: '- level: None\n  verbs: [get]\n- level: Metadata\n  verbs: [get, list]\n  users: [a]',
    },
    {
      rules:
        '- level: None\n  verbs: [get]\n- level: None\n  verbs: [list]\n- level: Metadata\n  verbs: [get, list]\n  users: [a]',
      path: 'rules[2]',
      points: 'level: Metadata',
      says: /^R2 can never match: R0 and R1 before it match everything that it would\.$/,
      not: '- level: None\n  verbs: [get]\n- level: None\n  verbs: [list]\n- level: Metadata\n  users: [a]',
    },
  ],
  'duplicate-rule': [
    {
      rules: '- level: None\n  verbs: [get, list]\n- level: None\n  verbs: [list, get]',
      path: 'rules[1]',
      points: 'level: None',
      says: /^R1 is the same rule as R0: it can be removed\.$/,
      not: '- level: None\n  verbs: [get]\n- level: None\n  verbs: [list]',
    },
    {
      rules: '- level: None\n  verbs: [get]\n- level: Metadata\n  verbs: [get]',
      path: 'rules[1]',
      points: 'level: Metadata',
      says: /^R1 matches the same requests as R0, which decides/,
      not: '- level: None\n  verbs: [get]\n- level: Metadata\n  verbs: [get, list]',
    },
  ],
  'early-catch-all': [
    {
      rules: '- level: None\n- level: Metadata\n  verbs: [get]',
      path: 'rules[0]',
      points: 'level: None',
      says: /^R0 matches everything, so the rule after it never does/,
      not: '- level: Metadata\n  verbs: [get]\n- level: None',
    },
  ],
  'no-catch-all': [
    {
      rules: '- level: None\n- level: Metadata'.replace('- level: None\n', '').concat('\n  verbs: [get]'),
      severity: 'hint',
      path: 'rules[0]',
      points: 'level: Metadata',
      says: /^There is no catch-all at the end: what no rule matches is not recorded \(level None\)\.$/,
      not: '- level: Metadata\n  nonResourceURLs: ["*"]\n- level: Metadata\n  resources: [{group: "*"}]',
    },
    {
      rules: '- level: Metadata\n  resources: [{group: "*"}]',
      severity: 'hint',
      path: 'rules[0]',
      points: 'level: Metadata',
      says: /requests for paths that no rule matches are not recorded/,
      not: '- level: Metadata',
    },
  ],
  'no-stage-left': [
    {
      rules: '- level: Metadata\n  omitStages: [RequestReceived, ResponseStarted, ResponseComplete, Panic]',
      path: 'rules[0].omitStages',
      points: '[RequestReceived, ResponseStarted, ResponseComplete, Panic]',
      says: /^omitStages leaves no stage: R0 records nothing/,
      not: '- level: None\n  omitStages: [RequestReceived, ResponseStarted, ResponseComplete, Panic]',
    },
    {
      rules: '- level: Metadata\n  omitStages: [RequestReceived, ResponseStarted, ResponseComplete]',
      severity: 'hint',
      path: 'rules[0].omitStages',
      points: '[RequestReceived, ResponseStarted, ResponseComplete]',
      says: /leaves only Panic/,
      not: '- level: Metadata\n  omitStages: [RequestReceived, ResponseStarted]',
    },
    {
      before: 'omitStages: [RequestReceived, ResponseComplete]\n',
      rules: '- level: Metadata\n  omitStages: [ResponseStarted, Panic]',
      path: 'rules[0].omitStages',
      points: '[ResponseStarted, Panic]',
      says: /^omitStages together with the policy's leaves no stage: R0 records nothing, whatever its level\./,
      not: '- level: Metadata\n  omitStages: [Panic]',
    },
    {
      before: 'omitStages: [RequestReceived, ResponseStarted, ResponseComplete, Panic]\n',
      rules: '- level: Metadata',
      path: 'rules[0]',
      points: 'level: Metadata',
      says: /^omitStages of the policy leaves no stage: R0 records nothing/,
      not: '- level: None',
    },
  ],
  credentials: [
    ...(
      [
        ['', 'secrets'],
        ['', 'configmaps'],
        ['authentication.k8s.io', 'tokenreviews'],
        ['', 'serviceaccounts/token'],
      ] as const
    ).map(([group, resource]) => ({
      rules: `- level: Request\n  resources: [{group: "${group}", resources: [${resource}]}]`,
      path: 'rules[0].resources[0].resources[0]',
      points: resource,
      says: new RegExp(
        `^R0 records the bodies of ${resource} \\(level Request\\), which may hold passwords, keys and tokens`,
      ),
      not: `- level: Metadata\n  resources: [{group: "${group}", resources: [${resource}]}]`,
    })),
    {
      rules: '- level: RequestResponse\n  verbs: [get]',
      path: 'rules[0].level',
      points: 'RequestResponse',
      says: /bodies of secrets and configmaps/,
      not: '- level: Request\n  verbs: [get, list, watch]',
    },
    {
      rules:
        '- level: Metadata\n  users: [a]\n  resources: [{resources: [secrets]}]\n- level: Request\n  resources: [{resources: [secrets]}]',
      path: 'rules[1].resources[0].resources[0]',
      points: 'secrets',
      says: /^R1 /,
      not: '- level: Metadata\n  resources: [{resources: [secrets, configmaps, serviceaccounts/token]}, {group: authentication.k8s.io}]\n- level: Request',
    },
  ],
  volume: [
    {
      rules: '- level: Metadata',
      severity: 'hint',
      path: 'rules[0].level',
      points: 'Metadata',
      says: /^R0 records reads of leases, events and health checks/,
      not: '- level: None\n  resources: [{group: coordination.k8s.io}, {resources: [events]}, {group: events.k8s.io}]\n- level: None\n  nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]\n- level: Metadata',
    },
    {
      rules:
        '- level: Request\n  verbs: [get]\n  userGroups: ["system:nodes"]\n  namespaces: [kube-node-lease]\n  resources: [{group: coordination.k8s.io, resources: [leases]}]',
      severity: 'hint',
      path: 'rules[0].level',
      points: 'Request',
      says: /^R0 records reads of leases:/,
      not: '- level: Request\n  users: [alice]',
    },
    ...(
      [
        ['nonResourceURLs: ["/healthz/ping"]', 'health checks', 'nonResourceURLs: ["/healthzzz"]'],
        ['nonResourceURLs: ["/livez/*"]', 'health checks', 'nonResourceURLs: ["/version", "/metrics"]'],
        ['nonResourceURLs: ["/readyz/etcd*"]', 'health checks', 'users: [alice]\n  nonResourceURLs: ["/readyz/etcd*"]'],
        [`namespaces: [kube-system]\n  ${LEASES}`, 'leases', 'namespaces: [prod]'],
        [`namespaces: [prod]\n  ${LEASES}`, 'leases', `namespaces: [prod]\n  users: [alice]\n  ${LEASES}`],
        ['resources: [{resources: [events]}]\n  namespaces: [prod]', 'events', 'resources: [{resources: [pods]}]'],
        [
          'namespaces: [prod]\n  resources: [{group: events.k8s.io}]',
          'events',
          'namespaces: [prod]\n  resources: [{group: ""}]',
        ],
        [
          'userGroups: ["system:authenticated"]',
          'leases, events and health checks',
          'userGroups: ["system:authenticated:oauth"]',
        ],
        ['userGroups: ["system:nodes"]', 'leases, events and health checks', 'userGroups: [dev]'],
        [
          'userGroups: ["system:serviceaccounts"]',
          'leases, events and health checks',
          'users: [alice]\n  userGroups: ["system:authenticated"]',
        ],
        [
          'users: ["system:serviceaccount:kube-system:replicaset-controller"]',
          'leases, events and health checks',
          'userGroups: ["system:masters"]',
        ],
        ['users: [alice, "system:apiserver"]', 'leases, events and health checks', 'users: [alice, bob]'],
      ] as const
    ).map(([conditions, names, not]) => ({
      rules: `- level: Metadata\n  ${conditions}`,
      severity: 'hint' as const,
      path: 'rules[0].level',
      points: 'Metadata',
      says: new RegExp(`^R0 records reads of ${names}:`),
      not: `- level: Metadata\n  ${not}`,
    })),
    {
      rules:
        '- level: None\n  resources: [{resources: [events]}]\n- level: None\n  nonResourceURLs: ["/healthz*", "/readyz"]\n- level: Metadata',
      severity: 'hint',
      path: 'rules[2].level',
      points: 'Metadata',
      says: /^R2 records reads of leases, events \(of events\.k8s\.io\) and health checks \(\/livez\): they/,
      not: '- level: None\n  resources: [{group: "*"}]\n- level: None\n  nonResourceURLs: ["*"]\n- level: Metadata',
    },
    // What an earlier rule leaves of it for people only is no flood.
    {
      rules: '- level: None\n  users: [alice]\n- level: Metadata\n  users: [alice, "system:apiserver"]',
      severity: 'hint',
      path: 'rules[1].level',
      points: 'Metadata',
      says: /^R1 records reads of/,
      not: '- level: None\n  users: ["system:apiserver"]\n- level: Metadata\n  users: [alice, "system:apiserver"]',
    },
  ],
};
