/**
 * The Go types a policy file is decoded into: audit.k8s.io/v1 (pkg/apis/audit/v1/types.go of k8s.io/apiserver v0.37.2),
 * and the internal type that a file without apiVersion lands in, whose fields bear their Go names.
 */
import { anything, bool, int64, listOf, mapOf, optionalBool, type Shape, stringOf, structOf, time } from './decode.ts';

const string = stringOf('string');
const strings = listOf('[]string', string);
const uid = stringOf('types.UID');

const ownerReference = structOf('v1.OwnerReference', {
  apiVersion: string,
  kind: string,
  name: string,
  uid,
  controller: optionalBool,
  blockOwnerDeletion: optionalBool,
});

const managedFieldsEntry = structOf('v1.ManagedFieldsEntry', {
  manager: string,
  operation: stringOf('v1.ManagedFieldsOperationType'),
  apiVersion: string,
  time,
  fieldsType: string,
  fieldsV1: anything,
  subresource: string,
});

/** metav1.ObjectMeta: read only for what does not belong in it. */
const objectMetaFields = {
  name: string,
  generateName: string,
  namespace: string,
  selfLink: string,
  uid,
  resourceVersion: string,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: int64,
  labels: mapOf('map[string]string', string),
  annotations: mapOf('map[string]string', string),
  ownerReferences: listOf('[]v1.OwnerReference', ownerReference),
  finalizers: strings,
  managedFields: listOf('[]v1.ManagedFieldsEntry', managedFieldsEntry),
};

const groupResources = structOf('v1.GroupResources', { group: string, resources: strings, resourceNames: strings });

const ruleFields = {
  level: stringOf('v1.Level'),
  users: strings,
  userGroups: strings,
  verbs: strings,
  resources: listOf('[]v1.GroupResources', groupResources),
  namespaces: strings,
  nonResourceURLs: strings,
  omitStages: listOf('[]v1.Stage', stringOf('v1.Stage')),
};
const policyRule = structOf('v1.PolicyRule', { ...ruleFields, omitManagedFields: optionalBool });

const policyFields = {
  kind: string,
  apiVersion: string,
  metadata: structOf('v1.ObjectMeta', objectMetaFields),
  omitStages: listOf('[]v1.Stage', stringOf('v1.Stage')),
};

/** An audit.k8s.io/v1 Policy, before validation: its levels and stages are any strings. */
export const policyV1 = structOf('v1.Policy', {
  ...policyFields,
  rules: listOf('[]v1.PolicyRule', policyRule),
  omitManagedFields: bool,
});

/** The same before omitManagedFields was there: an unknown field, whose value is of no interest. */
export const oldPolicyV1 = structOf('v1.Policy', {
  ...policyFields,
  rules: listOf('[]v1.PolicyRule', structOf('v1.PolicyRule', ruleFields)),
});

type ValueOf<S> = S extends Shape<infer Value> ? Value : never;
/** A decoded policy that nobody has validated. */
export type DecodedPolicy = ValueOf<typeof policyV1>;
export type DecodedRule = DecodedPolicy['rules'][number];

const internalStages = listOf('[]audit.Stage', stringOf('audit.Stage'));

/** The internal Policy, whose ObjectMeta is inlined. Never evaluated: decoded only for the warnings it gives. */
export const policyInternal = structOf('audit.Policy', {
  kind: string,
  apiVersion: string,
  ...objectMetaFields,
  Rules: listOf(
    '[]audit.PolicyRule',
    structOf('audit.PolicyRule', {
      Level: stringOf('audit.Level'),
      Users: strings,
      UserGroups: strings,
      Verbs: strings,
      Resources: listOf(
        '[]audit.GroupResources',
        structOf('audit.GroupResources', { Group: string, Resources: strings, ResourceNames: strings }),
      ),
      Namespaces: strings,
      NonResourceURLs: strings,
      OmitStages: internalStages,
      OmitManagedFields: optionalBool,
    }),
  ),
  OmitStages: internalStages,
  OmitManagedFields: bool,
});
