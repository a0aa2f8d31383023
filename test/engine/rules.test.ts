import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFields } from '../../src/audit/event.ts';
import { fieldsOf } from '../../src/audit/fields.ts';
import { Index } from '../../src/engine/index-store.ts';
import { Reload } from '../../src/engine/reload.ts';
import { RowVerdicts } from '../../src/engine/rules.ts';
import { FLAG } from '../../src/engine/segment.ts';
import { attributesOf } from '../../src/policy/attributes.ts';
import { DRIFTS, driftOf } from '../../src/policy/drift.ts';
import { evaluate } from '../../src/policy/match.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { events, longPolicies, policies } from '../policy/arbitraries.ts';
import { eventLines } from '../support/events.ts';
import { rule } from '../support/policies.ts';

/** Lines in a file, read as a test wants them. */
class Lines {
  readonly index = new Index();
  private readonly bytes: readonly Buffer[];
  private readonly offsets: number[] = [];
  private readonly fields: readonly EventFields[];
  /** Lines `[from, to)` have been read. */
  private from: number;
  private to: number;

  constructor(lines: readonly string[], middle: number) {
    this.bytes = lines.map((line) => Buffer.from(`${line}\n`));
    let offset = 0;
    for (const { length } of this.bytes) {
      this.offsets.push(offset);
      offset += length;
    }
    this.fields = lines.map((line) => {
      const fields = fieldsOf(JSON.parse(line));
      if ('bad' in fields) throw new Error(fields.bad);
      return fields;
    });
    this.from = middle;
    this.to = middle;
  }

  get whole(): boolean {
    return this.from === 0 && this.to === this.bytes.length;
  }

  read(where: 'newer' | 'older', lines: number): void {
    const from = where === 'newer' ? this.to : Math.max(0, this.from - lines);
    const to = where === 'newer' ? Math.min(this.bytes.length, this.to + lines) : this.from;
    if (from === to) return;
    this.index.add(0, 'audit.log', this.offsets[from] ?? 0, Buffer.concat(this.bytes.slice(from, to)), where);
    this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  /** Rule and drift of the rows held, as the columns have them. */
  columns() {
    return this.index.segments.flatMap((segment) =>
      Array.from({ length: segment.end - segment.start }, (_, at) => ({
        offset: segment.offsetOf(segment.start + at),
        rule: segment.codes.rule[segment.start + at],
        drift: segment.codes.drift[segment.start + at],
      })),
    );
  }

  /** The same, event by event as `evaluate` and `driftOf` have them. */
  expected(policy: Policy | null) {
    return this.fields.slice(this.from, this.to).map((event, at) => {
      const offset = this.offsets[this.from + at];
      if (policy === null) return { offset, rule: 0, drift: 0 };
      const verdict = evaluate(policy, attributesOf(event));
      const drift = driftOf(verdict, event.level, event.stage);
      return { offset, rule: verdict.ruleIndex + 2, drift: drift === '' ? 0 : DRIFTS.indexOf(drift) + 1 };
    });
  }

  check(policy: Policy | null): void {
    const expected = this.expected(policy);
    expect(this.columns()).toEqual(expected);
    expect(this.index.drifting).toBe(expected.filter(({ drift }) => drift !== 0).length);
  }
}

describe('the columns of rules and drift', () => {
  it('agree with evaluate and driftOf, whatever comes in whatever order', () => {
    const small = fc.integer({ min: 1, max: 12 });
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('read'), where: fc.constantFrom('newer', 'older'), lines: small }),
        fc.record({ do: fc.constant('load'), policy: fc.option(fc.oneof(policies, longPolicies), { nil: null }) }),
        fc.record({ do: fc.constant('evaluate'), rows: small }),
      ),
      { maxLength: 30, size: 'max' },
    );
    const texts = fc.array(
      events.map((event) => JSON.stringify(event)),
      { minLength: 1, maxLength: 60, size: 'max' },
    );
    let drifting = 0;
    let fromBody = 0;
    fc.assert(
      fc.property(texts, fc.double({ min: 0, max: 1, noNaN: true }), steps, (lines, middle, todo) => {
        const log = new Lines(lines, Math.floor(lines.length * middle));
        const { index } = log;
        let inForce: Policy | null = null;
        let coming: { readonly policy: Policy | null; readonly reload: Reload } | null = null;
        const evaluateSome = (rows: number): void => {
          if (coming === null || coming.reload.step(rows)) return;
          coming.reload.finish();
          inForce = coming.policy;
          coming = null;
        };
        for (const step of todo) {
          if ('where' in step) log.read(step.where, step.lines);
          else if ('rows' in step) evaluateSome(step.rows);
          else {
            const verdicts = step.policy === null ? null : new RowVerdicts(step.policy, index.tables);
            coming = { policy: step.policy, reload: new Reload(index, verdicts) };
          }
          log.check(inForce);
        }
        while (!log.whole) {
          log.read('older', 7);
          log.read('newer', 7);
          evaluateSome(3);
        }
        while (coming !== null) evaluateSome(3);
        log.check(inForce);
        drifting += index.drifting;
        fromBody += index.segments.reduce(
          (sum, { flags, odd }) =>
            sum + odd.size + flags.filter((flag) => (flag & (FLAG.nsFromBody | FLAG.nameFromBody)) !== 0).length,
          0,
        );
      }),
      { numRuns: 300 },
    );
    expect(drifting).toBeGreaterThan(300);
    expect(fromBody).toBeGreaterThan(300);
  });

  it('see the name and the namespace that the request had, not those from its body', () => {
    const asks = (requestURI: string, verb = 'create') =>
      JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        auditID: requestURI,
        stage: 'ResponseComplete',
        requestURI,
        verb,
        user: { username: 'alice' },
        objectRef: { resource: 'pods', namespace: 'prod', name: 'web', apiVersion: 'v1' },
      });
    const pods = (resourceNames: readonly string[]) => [{ group: '', resources: ['pods'], resourceNames }];
    const policy: Policy = {
      omitStages: [],
      omitManagedFields: false,
      rules: [
        rule({ namespaces: ['prod'], resources: pods(['web']) }),
        rule({ namespaces: ['prod'], resources: pods(['']) }),
        rule({ namespaces: [''], resources: pods(['web']) }),
        rule({ namespaces: [''], resources: pods(['']) }),
        rule({ namespaces: ['test'], resources: pods(['db']) }),
      ],
    };
    const lines = [
      asks('/api/v1/namespaces/prod/pods/web'),
      asks('/api/v1/namespaces/prod/pods'),
      asks('/api/v1/pods/web'),
      asks('/api/v1/pods', 'update'),
      asks('/api/v1/namespaces/test/pods/db', 'update'),
      asks('/api/v1/pods', 'patch'),
    ];
    const log = new Lines(lines, 0);
    log.read('newer', lines.length);
    const reload = new Reload(log.index, new RowVerdicts(policy, log.index.tables));
    expect(reload.step(lines.length + 1)).toBe(false);
    reload.finish();
    expect(log.columns().map((row) => (row.rule ?? 0) - 2)).toEqual([0, 1, 2, 3, 4, 0]);
    log.check(policy);
  });

  it('are filled through segments and columns that grow meanwhile, and swapped at once', () => {
    const policy: Policy = {
      omitStages: ['RequestReceived'],
      omitManagedFields: false,
      rules: [
        rule({ users: ['alice'], level: 'Request' }),
        rule({ verbs: ['get'] }),
        rule({ level: 'RequestResponse' }),
      ],
    };
    const log = new Lines(eventLines(6000), 3000);
    log.read('newer', 400);
    log.read('older', 400);
    const reload = new Reload(log.index, new RowVerdicts(policy, log.index.tables));
    // The columns of the live segment hold 512 rows at first: they grow three times here.
    for (let more = true; more; ) {
      log.read('newer', 300);
      log.read('older', 250);
      more = reload.step(400);
      log.check(null);
    }
    reload.finish();
    expect(log.whole).toBe(true);
    log.check(policy);
    new Reload(log.index, null).finish();
    log.check(null);
  });
});
