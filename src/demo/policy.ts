/** The policy the made-up cluster is audited with: its text, and the same rules as the generator obeys them. */

import type { Level, Stage } from '../audit/event.ts';

/** A policy kube-apiserver accepts (`--audit-policy-file`). */
export const demoPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
# Probes say nothing.
- level: None
  nonResourceURLs: ["/livez*", "/readyz*"]
# Leader election: every two seconds, for ever.
- level: None
  users: ["system:kube-scheduler", "system:kube-controller-manager"]
  verbs: ["get", "update"]
  resources:
  - group: coordination.k8s.io
    resources: ["leases"]
# The heartbeats of the nodes: that they came is enough.
- level: Metadata
  omitStages: ["RequestReceived"]
  resources:
  - group: coordination.k8s.io
    resources: ["leases"]
# Never the bodies of these: they hold secrets.
- level: Metadata
  resources:
  - group: ""
    resources: ["secrets", "serviceaccounts/token"]
  - group: authentication.k8s.io
    resources: ["tokenreviews"]
# Who went into a container, and with what command.
- level: Request
  resources:
  - group: ""
    resources: ["pods/exec", "pods/attach", "pods/portforward"]
# Reading changes nothing.
- level: Metadata
  verbs: ["get", "list", "watch"]
# Who may do what: all of it.
- level: RequestResponse
  resources:
  - group: rbac.authorization.k8s.io
# What nodes and scheduler report, without the objects that come back.
- level: Request
  resources:
  - group: ""
    resources: ["nodes/status", "pods/status", "pods/binding"]
# What people and controllers change.
- level: RequestResponse
  omitManagedFields: true
  verbs: ["create", "update", "patch", "delete", "deletecollection"]
  resources:
  - group: ""
    resources: ["pods", "services", "configmaps", "namespaces"]
  - group: apps
  - group: batch
# Everything else.
- level: Metadata
`;

interface Asked {
  readonly actor: { readonly user: { readonly username?: string } };
  readonly verb: string;
  readonly uri: string;
  readonly target: {
    readonly resource: string;
    readonly apiGroup?: string;
    readonly subresource?: string;
  } | null;
}

interface Rule {
  readonly level: Level;
  readonly omitStages: readonly Stage[];
}

const LEADERS = ['system:kube-scheduler', 'system:kube-controller-manager'];
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** What `demoPolicy` records of a request. */
export function ruleOf({ actor, verb, uri, target }: Asked): Rule {
  const rule = (level: Level, omitStages: readonly Stage[] = []): Rule => ({ level, omitStages });
  if (target === null) return rule(/^\/(livez|readyz)/.test(uri) ? 'None' : 'Metadata');
  const group = target.apiGroup ?? '';
  const resource = target.subresource ? `${target.resource}/${target.subresource}` : target.resource;
  if (group === 'coordination.k8s.io' && resource === 'leases') {
    const leader = LEADERS.includes(actor.user.username ?? '') && (verb === 'get' || verb === 'update');
    return leader ? rule('None') : rule('Metadata', ['RequestReceived']);
  }
  if (group === '' && (resource === 'secrets' || resource === 'serviceaccounts/token')) return rule('Metadata');
  if (group === 'authentication.k8s.io' && resource === 'tokenreviews') return rule('Metadata');
  if (group === '' && /^pods\/(exec|attach|portforward)$/.test(resource)) return rule('Request');
  if (verb === 'get' || verb === 'list' || verb === 'watch') return rule('Metadata');
  if (group === 'rbac.authorization.k8s.io') return rule('RequestResponse');
  if (group === '' && /^(nodes\/status|pods\/status|pods\/binding)$/.test(resource)) return rule('Request');
  const changes =
    group === 'apps' || group === 'batch' || (group === '' && /^(pods|services|configmaps|namespaces)$/.test(resource));
  return rule(changes && WRITES.includes(verb) ? 'RequestResponse' : 'Metadata');
}
