/**
 * From a recorded event back to what the apiserver knew of the request when it evaluated its policy: before
 * impersonation, before authorisation, and before it looked into the body.
 */
import type { EventFields } from '../audit/event.ts';
import { requestInfo } from '../audit/request-info.ts';
import { decodedPath } from '../audit/request-path.ts';
import type { Attributes } from './policy.ts';

/** What an event says of the object it is about, and of how the request asked for it. */
export type ObjectFields = Pick<
  EventFields,
  'verb' | 'requestURI' | 'apiGroup' | 'resource' | 'subresource' | 'namespace' | 'name'
>;

/** The namespace and the name of a request's object; `''` where it had none. */
export interface ObjectPlace {
  readonly namespace: string;
  readonly name: string;
}

/** The attributes kube-apiserver evaluated its policy on, as far as a recorded event can tell: exactly, but for bodies. */
export function attributesOf(event: EventFields): Attributes {
  const { namespace, name } = event.isResource ? placeWhenEvaluated(event) : event;
  return {
    user: event.hasUser ? { name: event.user, groups: event.groups } : null,
    verb: event.verb,
    isResource: event.isResource,
    apiGroup: event.apiGroup,
    resource: event.resource,
    subresource: event.subresource,
    namespace,
    name,
    path: decodedPath(event.requestURI),
  };
}

/**
 * Where a resource request's object was when the policy was evaluated. The handlers of create and update complete
 * objectRef from the body afterwards (pkg/endpoints/handlers of k8s.io/apiserver v0.37.2), so for these the path
 * tells, as long as it names the same group, resource and subresource as objectRef; else objectRef stands.
 */
export function placeWhenEvaluated(event: ObjectFields): ObjectPlace {
  if (event.verb !== 'create' && event.verb !== 'update') return { namespace: event.namespace, name: event.name };
  const asked = requestInfo(event.verb === 'create' ? 'POST' : 'PUT', event.requestURI);
  const same =
    asked.isResource &&
    asked.apiGroup === event.apiGroup &&
    asked.resource === event.resource &&
    asked.subresource === event.subresource;
  return same ? { namespace: asked.namespace, name: asked.name } : { namespace: event.namespace, name: event.name };
}
