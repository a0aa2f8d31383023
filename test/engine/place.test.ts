import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { Index } from '../../src/engine/index-store.ts';
import { FLAG } from '../../src/engine/segment.ts';
import { placeWhenEvaluated } from '../../src/policy/attributes.ts';

const word = fc.constantFrom('a', 'b', 'pods', 'status', 'namespaces', 'watch', 'v1', 'a%62', 'a"');
const part = fc.oneof({ weight: 1, arbitrary: word }, { weight: 3, arbitrary: fc.constantFrom('a', 'b') });
const uri = fc
  .record({
    prefix: fc.constantFrom('/api/v1', '/apis/a/v1', '/apis/b/v1', '/api', '/apis/a', '/x/v1', ''),
    namespace: fc.option(part),
    parts: fc.array(fc.oneof(part, fc.constant('')), { maxLength: 6 }),
    query: fc.constantFrom('', '', '?', '?a=/b', '/'),
  })
  .map(({ prefix, namespace, parts, query }) =>
    [prefix, ...(namespace === null ? [] : ['namespaces', namespace]), ...parts].join('/').concat(query),
  );
const ref = fc.record(
  { resource: part, apiGroup: fc.constantFrom('', 'a', 'b'), subresource: part, namespace: part, name: part },
  { requiredKeys: [] },
);

it('flags a name or namespace as from the body where the policy saw another, whatever the URI', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('create', 'update', 'patch'), uri, ref), { minLength: 50 }),
      (all) => {
        const index = new Index();
        const events = all.map(([verb, requestURI, objectRef], k) => ({
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          auditID: `${k}`,
          verb,
          requestURI,
          objectRef,
          stageTimestamp: '2026-11-23T21:27:10.112734Z',
        }));
        index.add(0, 'log', 0, Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')), 'newer');
        for (const [row, event] of events.entries()) {
          const fields = fieldsOf(event);
          const segment = index.segments[0];
          if ('bad' in fields || segment === undefined) throw new Error('not an event');
          const flags = segment.flags[row] ?? 0;
          const odd = segment.odd.get(row);
          const seen = {
            namespace: (flags & FLAG.nsFromBody) === 0 ? fields.namespace : '',
            name: (flags & FLAG.nameFromBody) === 0 ? fields.name : '',
          };
          const { ns, name } = index.tables;
          const found = odd === undefined ? seen : { namespace: ns.texts[odd.ns], name: name.texts[odd.name] };
          expect(found, JSON.stringify(event)).toEqual(placeWhenEvaluated(fields));
        }
      },
    ),
    { numRuns: 300 },
  );
});
