/** How an event was recorded, and how the policy in force says it should have been. */
import { literal, safe } from '../audit/safe.ts';
import { attributesOf } from '../policy/attributes.ts';
import { driftOf } from '../policy/drift.ts';
import { driftReason, driftReasonWords } from '../policy/drift-reason.ts';
import { evaluate } from '../policy/match.ts';
import { ruleTag } from '../query/fields.ts';
import type { EventDocument } from './document.ts';
import { type Line, span, word } from './line.ts';
import type { Look } from './look.ts';
import { policyInForce, type State } from './state.ts';

/** What truncation leaves behind (plugin/pkg/audit/truncate of k8s.io/apiserver v0.37.2). */
const TRUNCATED = 'audit.k8s.io/truncated';

/** Whether the event lost its bodies because of its size. */
export function isTruncated({ tree }: EventDocument): boolean {
  const node = tree?.at(['annotations', TRUNCATED]) ?? null;
  return node !== null && tree?.scalar(node) === 'true';
}

/** `≠ drift  recorded at RequestResponse, but R2 says Metadata, likely because ...`; empty where there is none. */
export function driftLine(state: State, document: EventDocument, { signs }: Look): Line {
  const loaded = policyInForce(state);
  const { fields } = document;
  if (loaded === null || fields === null) return [];
  const verdict = evaluate(loaded.policy, attributesOf(fields));
  const drift = driftOf(verdict, fields.level, fields.stage);
  if (drift === '') return [];
  const reason = driftReason(loaded.policy, fields, drift, isTruncated(document));
  const says =
    drift === 'unrecorded' ? 'not to record it' : drift === 'stage' ? `not to record ${fields.stage}` : verdict.level;
  return [
    span(literal(`${signs.drift} drift`), 'write', { bold: true }),
    word('  recorded at '),
    span(safe(fields.level), 'text', { bold: true }),
    word(', but '),
    span(literal(verdict.ruleIndex < 0 ? 'no rule' : ruleTag(verdict.ruleIndex)), 'policy', { bold: true }),
    word(' of '),
    span(safe(state.policy?.name ?? '')),
    word(verdict.ruleIndex < 0 ? ' matches: ' : ' says '),
    span(safe(says), 'text', { bold: true }),
    word(`, likely because ${driftReasonWords(reason)}`, 'dim'),
  ];
}
