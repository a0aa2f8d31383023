/**
 * The resources that Kubernetes itself serves, by the words a policy uses for them. Source: the storage maps of
 * k8s.io/kubernetes v1.37.2 (the `rest` packages of pkg/registry), apiextensions-apiserver and kube-aggregator v0.37.2,
 * which agree with the discovery documents of that release (api/discovery).
 */

export interface BuiltinResource {
  /** `''` for core. */
  readonly group: string;
  /** Plural, lower case: `pods`. */
  readonly resource: string;
  /** `Pod`. */
  readonly kind: string;
  /** What kubectl takes for the resource and a policy does not: `po`. */
  readonly shortNames: readonly string[];
  /** `log`, `status`, ... */
  readonly subresources: readonly string[];
}

export interface RemovedResource extends BuiltinResource {
  /** The first release that does not serve it by default: `1.16`. */
  readonly removedIn: string;
}

/** Short names and subresources are separated by spaces. */
type Row = readonly [resource: string, kind: string, shortNames?: string, subresources?: string];

/** Of every version, alpha and beta included; one entry a group and resource. */
export const BUILTIN_RESOURCES: readonly BuiltinResource[] = [
  ...resourcesOf('', [
    ['bindings', 'Binding'],
    ['componentstatuses', 'ComponentStatus', 'cs'],
    ['configmaps', 'ConfigMap', 'cm'],
    ['endpoints', 'Endpoints', 'ep'],
    ['events', 'Event', 'ev'],
    ['limitranges', 'LimitRange', 'limits'],
    ['namespaces', 'Namespace', 'ns', 'finalize status'],
    ['nodes', 'Node', 'no', 'proxy status'],
    ['persistentvolumeclaims', 'PersistentVolumeClaim', 'pvc', 'status'],
    ['persistentvolumes', 'PersistentVolume', 'pv', 'status'],
    ['pods', 'Pod', 'po', 'attach binding ephemeralcontainers eviction exec log portforward proxy resize status'],
    ['podtemplates', 'PodTemplate'],
    ['replicationcontrollers', 'ReplicationController', 'rc', 'scale status'],
    ['resourcequotas', 'ResourceQuota', 'quota', 'status'],
    ['secrets', 'Secret'],
    ['serviceaccounts', 'ServiceAccount', 'sa', 'token'],
    ['services', 'Service', 'svc', 'proxy status'],
  ]),
  ...resourcesOf('admissionregistration.k8s.io', [
    ['mutatingadmissionpolicies', 'MutatingAdmissionPolicy'],
    ['mutatingadmissionpolicybindings', 'MutatingAdmissionPolicyBinding'],
    ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
    ['validatingadmissionpolicies', 'ValidatingAdmissionPolicy', '', 'status'],
    ['validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding'],
    ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
  ]),
  ...resourcesOf('apiextensions.k8s.io', [
    ['customresourcedefinitions', 'CustomResourceDefinition', 'crd crds', 'status'],
  ]),
  ...resourcesOf('apiregistration.k8s.io', [['apiservices', 'APIService', '', 'status']]),
  ...resourcesOf('apps', [
    ['controllerrevisions', 'ControllerRevision'],
    ['daemonsets', 'DaemonSet', 'ds', 'status'],
    ['deployments', 'Deployment', 'deploy', 'scale status'],
    ['replicasets', 'ReplicaSet', 'rs', 'scale status'],
    ['statefulsets', 'StatefulSet', 'sts', 'scale status'],
  ]),
  ...resourcesOf('authentication.k8s.io', [
    ['selfsubjectreviews', 'SelfSubjectReview'],
    ['tokenreviews', 'TokenReview'],
  ]),
  ...resourcesOf('authorization.k8s.io', [
    ['localsubjectaccessreviews', 'LocalSubjectAccessReview'],
    ['selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
    ['selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
    ['subjectaccessreviews', 'SubjectAccessReview'],
  ]),
  ...resourcesOf('autoscaling', [['horizontalpodautoscalers', 'HorizontalPodAutoscaler', 'hpa', 'status']]),
  ...resourcesOf('batch', [
    ['cronjobs', 'CronJob', 'cj', 'status'],
    ['jobs', 'Job', '', 'status'],
  ]),
  ...resourcesOf('certificates.k8s.io', [
    ['certificatesigningrequests', 'CertificateSigningRequest', 'csr', 'approval status'],
    ['clustertrustbundles', 'ClusterTrustBundle'],
    ['podcertificaterequests', 'PodCertificateRequest', '', 'status'],
  ]),
  ...resourcesOf('coordination.k8s.io', [
    ['leasecandidates', 'LeaseCandidate'],
    ['leases', 'Lease'],
  ]),
  ...resourcesOf('discovery.k8s.io', [['endpointslices', 'EndpointSlice']]),
  ...resourcesOf('events.k8s.io', [['events', 'Event', 'ev']]),
  ...resourcesOf('flowcontrol.apiserver.k8s.io', [
    ['flowschemas', 'FlowSchema', '', 'status'],
    ['prioritylevelconfigurations', 'PriorityLevelConfiguration', '', 'status'],
  ]),
  ...resourcesOf('internal.apiserver.k8s.io', [['storageversions', 'StorageVersion', '', 'status']]),
  ...resourcesOf('lifecycle.k8s.io', [
    ['evictionrequests', 'EvictionRequest', '', 'status'],
    ['evictions', 'Eviction', '', 'status'],
  ]),
  ...resourcesOf('networking.k8s.io', [
    ['ingressclasses', 'IngressClass'],
    ['ingresses', 'Ingress', 'ing', 'status'],
    ['ipaddresses', 'IPAddress', 'ip'],
    ['networkpolicies', 'NetworkPolicy', 'netpol'],
    ['servicecidrs', 'ServiceCIDR', '', 'status'],
  ]),
  ...resourcesOf('node.k8s.io', [['runtimeclasses', 'RuntimeClass']]),
  ...resourcesOf('policy', [['poddisruptionbudgets', 'PodDisruptionBudget', 'pdb', 'status']]),
  ...resourcesOf('rbac.authorization.k8s.io', [
    ['clusterrolebindings', 'ClusterRoleBinding'],
    ['clusterroles', 'ClusterRole'],
    ['rolebindings', 'RoleBinding'],
    ['roles', 'Role'],
  ]),
  ...resourcesOf('resource.k8s.io', [
    ['deviceclasses', 'DeviceClass'],
    ['devicetaintrules', 'DeviceTaintRule', '', 'status'],
    ['resourceclaims', 'ResourceClaim', '', 'status'],
    ['resourceclaimtemplates', 'ResourceClaimTemplate'],
    ['resourcepoolstatusrequests', 'ResourcePoolStatusRequest', '', 'status'],
    ['resourceslices', 'ResourceSlice'],
  ]),
  ...resourcesOf('scheduling.k8s.io', [
    ['compositepodgroups', 'CompositePodGroup', '', 'status'],
    ['podgroups', 'PodGroup', '', 'status'],
    ['priorityclasses', 'PriorityClass', 'pc'],
    ['workloads', 'Workload'],
  ]),
  ...resourcesOf('storage.k8s.io', [
    ['csidrivers', 'CSIDriver'],
    ['csinodes', 'CSINode', '', 'status'],
    ['csistoragecapacities', 'CSIStorageCapacity'],
    ['storageclasses', 'StorageClass', 'sc'],
    ['volumeattachments', 'VolumeAttachment', '', 'status'],
    ['volumeattributesclasses', 'VolumeAttributesClass', 'vac'],
  ]),
  ...resourcesOf('storagemigration.k8s.io', [['storageversionmigrations', 'StorageVersionMigration', '', 'status']]),
];

/** What old policies still name, and no apiserver serves any more. */
export const REMOVED_RESOURCES: readonly RemovedResource[] = [
  ...removed('1.16', 'extensions', [
    ['daemonsets', 'DaemonSet', 'ds', 'status'],
    ['deployments', 'Deployment', 'deploy', 'rollback scale status'],
    ['networkpolicies', 'NetworkPolicy', 'netpol'],
    ['podsecuritypolicies', 'PodSecurityPolicy', 'psp'],
    ['replicasets', 'ReplicaSet', 'rs', 'scale status'],
  ]),
  ...removed('1.22', 'extensions', [['ingresses', 'Ingress', 'ing', 'status']]),
  ...removed('1.25', 'policy', [['podsecuritypolicies', 'PodSecurityPolicy', 'psp']]),
  ...removed('1.20', 'settings.k8s.io', [['podpresets', 'PodPreset']]),
  ...removed('1.19', 'auditregistration.k8s.io', [['auditsinks', 'AuditSink']]),
];

function resourcesOf(group: string, rows: readonly Row[]): readonly BuiltinResource[] {
  return rows.map(([resource, kind, shortNames = '', subresources = '']) => ({
    group,
    resource,
    kind,
    shortNames: words(shortNames),
    subresources: words(subresources),
  }));
}

function removed(removedIn: string, group: string, rows: readonly Row[]): readonly RemovedResource[] {
  return resourcesOf(group, rows).map((resource) => ({ ...resource, removedIn }));
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}
