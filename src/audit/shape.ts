/**
 * Which keys of an event are wanted, and what each must be: the table the scan walks by. Types as Go decodes them
 * (k8s.io/apiserver v0.37.2, pkg/apis/audit/v1/types.go).
 */

/** The wanted strings and lists. A slot's place in `from` and `to` is its value here. */
export const SLOT = {
  kind: 0, apiVersion: 1, level: 2, auditID: 3, stage: 4, requestURI: 5, verb: 6, userAgent: 7, sourceIPs: 8,
  username: 9, uid: 10, groups: 11, as: 12, resource: 13, subresource: 14, apiGroup: 15, refVersion: 16,
  namespace: 17, name: 18, reason: 19, status: 20, decision: 21, authReason: 22, truncated: 23,
  unused: 24,
} as const; // biome-ignore format: a table
export type Slot = (typeof SLOT)[keyof typeof SLOT];
export const SLOTS = 25;

export type Shape =
  | { readonly type: 'string'; readonly slot: Slot; readonly label: string }
  | { readonly type: 'strings'; readonly slot: Slot; readonly label: string }
  | { readonly type: 'object'; readonly keys: Keys; readonly mark: 'user' | 'ref' | null; readonly label: string }
  | { readonly type: 'code' | 'received' | 'time' | 'extra' | 'freeObject'; readonly label: string };

/** The keys of one object, by length; `other` is the shape of keys that are not among them. */
export interface Keys {
  readonly byLength: readonly (readonly { readonly bytes: Uint8Array; readonly shape: Shape }[])[];
  readonly other: Shape | null;
}

function keysOf(shapes: Readonly<Record<string, Shape>>, other: Shape | null = null): Keys {
  const byLength: { bytes: Uint8Array; shape: Shape }[][] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const bytes = new Uint8Array(Buffer.from(name));
    const list = byLength[bytes.length] ?? [];
    list.push({ bytes, shape });
    byLength[bytes.length] = list;
  }
  return { byLength, other };
}

function str(label: string, slot: Slot = SLOT.unused): Shape {
  return { type: 'string', slot, label };
}
function object(label: string, keys: Keys, mark: 'user' | 'ref' | null = null): Shape {
  return { type: 'object', keys, mark, label };
}

/** The keys of an event. */
export const EVENT: Keys = keysOf({
  kind: str('kind', SLOT.kind),
  apiVersion: str('apiVersion', SLOT.apiVersion),
  level: str('level', SLOT.level),
  auditID: str('auditID', SLOT.auditID),
  stage: str('stage', SLOT.stage),
  requestURI: str('requestURI', SLOT.requestURI),
  verb: str('verb', SLOT.verb),
  user: object(
    'user',
    keysOf({
      username: str('username', SLOT.username),
      uid: str('uid', SLOT.uid),
      groups: { type: 'strings', slot: SLOT.groups, label: 'groups' },
      extra: { type: 'extra', label: 'extra' },
    }),
    'user',
  ),
  impersonatedUser: object(
    'impersonatedUser',
    keysOf({
      username: str('username', SLOT.as),
      uid: str('uid'),
      groups: { type: 'strings', slot: SLOT.unused, label: 'groups' },
      extra: { type: 'freeObject', label: 'extra' },
    }),
  ),
  sourceIPs: { type: 'strings', slot: SLOT.sourceIPs, label: 'sourceIPs' },
  userAgent: str('userAgent', SLOT.userAgent),
  objectRef: object(
    'objectRef',
    keysOf({
      resource: str('resource', SLOT.resource),
      subresource: str('subresource', SLOT.subresource),
      apiGroup: str('apiGroup', SLOT.apiGroup),
      apiVersion: str('apiVersion', SLOT.refVersion),
      namespace: str('namespace', SLOT.namespace),
      name: str('name', SLOT.name),
      uid: str('uid'),
      resourceVersion: str('resourceVersion'),
    }),
    'ref',
  ),
  responseStatus: object(
    'responseStatus',
    keysOf({
      code: { type: 'code', label: 'code' },
      reason: str('reason', SLOT.reason),
      status: str('status', SLOT.status),
      message: str('message'),
    }),
  ),
  requestReceivedTimestamp: { type: 'received', label: 'requestReceivedTimestamp' },
  stageTimestamp: { type: 'time', label: 'stageTimestamp' },
  annotations: object(
    'annotations',
    keysOf(
      {
        'authorization.k8s.io/decision': str('annotations', SLOT.decision),
        'authorization.k8s.io/reason': str('annotations', SLOT.authReason),
        'audit.k8s.io/truncated': str('annotations', SLOT.truncated),
      },
      str('annotations'),
    ),
  ),
});
