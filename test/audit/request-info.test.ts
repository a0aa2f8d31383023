import { describe, expect, test } from 'vitest';
import { requestInfo } from '../../src/audit/request-info.ts';
import { decodedPath } from '../../src/audit/request-path.ts';

// Every expectation here was checked against NewRequestInfo and url.ParseRequestURI themselves.

describe('decodedPath', () => {
  test.each([
    ['/healthz?verbose', '/healthz'],
    ['/nope/%7Euser%20x?a=b', '/nope/~user x'],
    ['/caf%C3%A9', '/café'],
    ['/café', '/café'],
    ['/a%2Fb', '/a/b'],
    ['/a+b', '/a+b'],
    ['/%2e%2e/etc', '/../etc'],
    ['//healthz', '//healthz'],
    ['/x%ff%41', '/x\ufffdA'],
    ['/%ef%bb%bfx%ff', '/\ufeffx\ufffd'],
    ['/bad%zz/%41', '/bad%zz/%41'],
    ['/bad%4', '/bad%4'],
    ['/%41?\u0001', '/%41'],
    ['*', '*'],
    ['', ''],
    ['x/%41', 'x/%41'],
    ['http://host/%41', '/A'],
    ['http://host', ''],
    ['http:/%41', '/A'],
    ['mailto:x', ''],
  ])('%j → %j', (uri, path) => {
    expect(decodedPath(uri)).toBe(path);
  });
});

describe('requestInfo', () => {
  test.each(['/', '/api', '/api/v1', '/apis/apps/v1', '/apis/apps', '/healthz/x/y/z', '/api/v1/', '/API/v1/pods'])(
    '%s is no resource request',
    (uri) => {
      expect(requestInfo('GET', uri)).toMatchObject({ isResource: false, verb: 'get', resource: '', path: uri });
    },
  );

  const pods = { isResource: true, apiGroup: '', apiVersion: 'v1', resource: 'pods', subresource: '', name: '' };
  test.each([
    ['GET', '/api/v1/pods', { ...pods, verb: 'list', namespace: '' }],
    ['GET', '//api/v1/pods/', { ...pods, verb: 'list' }],
    ['GET', '/api/v1//pods', { ...pods, verb: 'get', resource: '', name: 'pods' }],
    ['HEAD', '/api/v1/namespaces/a/pods/x', { ...pods, verb: 'get', namespace: 'a', name: 'x' }],
    ['POST', '/api/v1/namespaces/a/pods', { ...pods, verb: 'create', namespace: 'a' }],
    ['POST', '/api/v1/namespaces/a/pods/x/exec', { ...pods, verb: 'create', name: 'x', subresource: 'exec' }],
    ['PUT', '/apis/apps/v1/namespaces/a/deployments/x', { verb: 'update', apiGroup: 'apps', resource: 'deployments' }],
    ['PATCH', '/apis/g/v1/things/x', { verb: 'patch', apiGroup: 'g', apiVersion: 'v1', resource: 'things', name: 'x' }],
    ['DELETE', '/api/v1/pods/x', { ...pods, verb: 'delete', name: 'x' }],
    ['DELETE', '/api/v1/namespaces/a/pods', { ...pods, verb: 'deletecollection', namespace: 'a' }],
    ['OPTIONS', '/api/v1/pods', { ...pods, verb: '' }],
    ['GET', '/api/v1/namespaces', { verb: 'list', resource: 'namespaces', namespace: '', name: '' }],
    ['GET', '/api/v1/namespaces/a', { verb: 'get', resource: 'namespaces', namespace: 'a', name: 'a' }],
    ['PUT', '/api/v1/namespaces/a/finalize', { resource: 'namespaces', namespace: 'a', subresource: 'finalize' }],
    ['PUT', '/api/v1/namespaces/a/status', { resource: 'namespaces', namespace: 'a', subresource: 'status' }],
    [
      'GET',
      '/api/v1/namespaces/a/services/x:80/proxy/b/c',
      { resource: 'services', name: 'x:80', subresource: 'proxy' },
    ],
    ['GET', '/api/v1/watch/namespaces/a/pods/x', { ...pods, verb: 'watch', namespace: 'a', name: 'x' }],
    ['GET', '/api/v1/proxy/nodes/x/log', { verb: 'proxy', resource: 'nodes', name: 'x', subresource: '' }],
    ['POST', '/api/v1/watch', { isResource: true, verb: 'post', resource: '' }],
    ['GET', '/api/v1/pods?watch=true', { ...pods, verb: 'watch' }],
    ['GET', '/api/v1/pods?watch=', { ...pods, verb: 'watch' }],
    ['GET', '/api/v1/pods?watch=FALSE', { ...pods, verb: 'list' }],
    ['GET', '/api/v1/pods?watch=0&watch=1', { ...pods, verb: 'list' }],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dweb', { ...pods, verb: 'list', name: 'web' }],
    ['GET', '/api/v1/pods?watch=1&fieldSelector=a!=b,metadata.name==web', { ...pods, verb: 'watch', name: 'web' }],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dweb', { ...pods, name: '' }],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Da%5C%2Cb', { ...pods, name: 'a,b' }],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Da%3Db', { ...pods, name: '' }],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3D..', { ...pods, name: '' }],
    ['GET', '/api/v1/pods?fieldSelector=nonsense,metadata.name%3Dweb', { ...pods, name: '' }],
    ['GET', '/api/v1/pods?a;fieldSelector=metadata.name%3Dweb', { ...pods, name: '' }],
    ['GET', '/api/v1/pods?fieldSelector=a;&fieldSelector=metadata.name%3Dweb', { ...pods, name: 'web' }],
    ['GET', '/api/v1/pods?limit=x&watch=1&fieldSelector=metadata.name%3Dweb', { ...pods, verb: 'watch', name: '' }],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%zzx', { ...pods, verb: 'list', name: '' }],
    ['DELETE', '/api/v1/pods?fieldSelector=metadata.name%3Dweb', { ...pods, verb: 'deletecollection', name: '' }],
  ])('%s %s', (method, uri, expected) => {
    expect(requestInfo(method, uri)).toMatchObject(expected);
  });
});
