/**
 * What the apiserver reads from a request's method and URI, before it looks at a body.
 * Source: pkg/endpoints/request/requestinfo.go of k8s.io/apiserver v0.37.2, with the prefixes api and apis.
 */

import { listOptions } from './field-selector.ts';
import { decodedPath, queryOf } from './request-path.ts';

export interface RequestInfo {
  readonly isResource: boolean;
  /** The percent-decoded path, without the query. */
  readonly path: string;
  /** Of a resource request: create, list, watch, ..., `''` for an odd method; else the method in lower case. */
  readonly verb: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/** Verbs that old-style paths begin with: /api/v1/watch/pods. */
const SPECIAL_VERBS = ['proxy', 'watch'];
/** What may follow a namespace's name and is no resource within it. */
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

const VERBS = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/** Reads a request; `method` is in capitals. Never fails: what names no resource is a non-resource request. */
export function requestInfo(method: string, requestURI: string): RequestInfo {
  const path = decodedPath(requestURI);
  const info = {
    isResource: false,
    path,
    verb: method.toLowerCase(),
    apiGroup: '',
    apiVersion: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
  };

  let parts = splitPath(path);
  const prefix = parts[0];
  if (parts.length < 3 || (prefix !== 'api' && prefix !== 'apis')) return info;
  parts = parts.slice(1);
  if (prefix === 'apis') {
    if (parts.length < 3) return info;
    info.apiGroup = parts[0] ?? '';
    parts = parts.slice(1);
  }

  info.isResource = true;
  info.apiVersion = parts[0] ?? '';
  parts = parts.slice(1);

  if (SPECIAL_VERBS.includes(parts[0] ?? '')) {
    // The apiserver refuses a special verb without a resource, and knows no more of the request than this.
    if (parts.length < 2) return info;
    info.verb = parts[0] ?? '';
    parts = parts.slice(1);
  } else {
    info.verb = VERBS.get(method) ?? '';
  }

  if (parts[0] === 'namespaces' && parts.length > 1) {
    info.namespace = parts[1] ?? '';
    if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.includes(parts[2] ?? '')) parts = parts.slice(2);
  }

  info.resource = parts[0] ?? '';
  info.name = parts[1] ?? '';
  if (info.verb !== 'proxy') info.subresource = parts[2] ?? '';

  if (info.name === '' && info.verb === 'get') {
    const options = listOptions(queryOf(requestURI));
    info.verb = options.watch ? 'watch' : 'list';
    info.name = options.name;
  }
  if (info.name === '' && info.verb === 'delete') info.verb = 'deletecollection';
  return info;
}

/** The segments of a path; empty ones within it count (`/api/v1//pods` has resource `''` and name pods). */
function splitPath(path: string): string[] {
  const trimmed = path.replace(/^\/+/, '').replace(/(?<!\/)\/+$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}
