import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { attributesOf, type ObjectFields, placeWhenEvaluated } from '../../src/policy/attributes.ts';

const CREATE: ObjectFields = {
  verb: 'create',
  requestURI: '/api/v1/namespaces/a/pods?dryRun=All',
  apiGroup: '',
  resource: 'pods',
  subresource: '',
  namespace: 'body',
  name: 'body',
};

describe('the place of an object when the policy was evaluated', () => {
  test.each<[string, Partial<ObjectFields>, { namespace: string; name: string }]>([
    ['of a create is the path’s', {}, { namespace: 'a', name: '' }],
    [
      'of an update too',
      { verb: 'update', requestURI: '/api/v1/nodes/n1', resource: 'nodes' },
      { namespace: '', name: 'n1' },
    ],
    [
      'of a created subresource has its name in the path',
      { requestURI: '/api/v1/namespaces/a/pods/x/eviction', subresource: 'eviction' },
      { namespace: 'a', name: 'x' },
    ],
    ['is decoded', { requestURI: '/api/v1/namespaces/a%20b/pods' }, { namespace: 'a b', name: '' }],
    ['of a patch is objectRef’s', { verb: 'patch' }, { namespace: 'body', name: 'body' }],
    [
      'is objectRef’s where the path has another resource',
      { resource: 'services' },
      { namespace: 'body', name: 'body' },
    ],
    ['is objectRef’s where the path has another group', { apiGroup: 'apps' }, { namespace: 'body', name: 'body' }],
    [
      'is objectRef’s where the path has another subresource',
      { subresource: 'x' },
      { namespace: 'body', name: 'body' },
    ],
    [
      'is objectRef’s where the path is no resource',
      { requestURI: '/healthz', resource: '' },
      { namespace: 'body', name: 'body' },
    ],
  ])('%s', (_what, given, place) => {
    expect(placeWhenEvaluated({ ...CREATE, ...given })).toEqual(place);
  });
});

describe('attributesOf', () => {
  const read = (event: object) => {
    const fields = fieldsOf({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'x', verb: 'get', ...event });
    if ('bad' in fields) throw new Error(fields.bad);
    return attributesOf(fields);
  };

  test('a request on a resource', () => {
    const event = {
      requestURI: '/apis/apps/v1/namespaces/a/deployments/x/scale',
      user: { username: 'alice', groups: ['dev'] },
      impersonatedUser: { username: 'bob', groups: ['ops'] },
      objectRef: { resource: 'deployments', namespace: 'a', name: 'x', apiGroup: 'apps', subresource: 'scale' },
    };
    expect(read(event)).toEqual({
      user: { name: 'alice', groups: ['dev'] },
      verb: 'get',
      isResource: true,
      apiGroup: 'apps',
      resource: 'deployments',
      subresource: 'scale',
      namespace: 'a',
      name: 'x',
      path: '/apis/apps/v1/namespaces/a/deployments/x/scale',
    });
  });

  test('a request on a path, by nobody', () => {
    const attributes = read({ requestURI: '/a%2Fb?c', user: {} });
    expect(attributes).toMatchObject({ user: null, isResource: false, path: '/a/b', resource: '', name: '' });
  });

  test('an empty objectRef is a resource request, a user with groups alone is a user', () => {
    const attributes = read({ requestURI: '/x', user: { groups: ['g'] }, objectRef: {} });
    expect(attributes).toMatchObject({ user: { name: '', groups: ['g'] }, isResource: true });
  });
});
