/** Where a request's object was when the policy was evaluated, as flags of its row. */
import type { Scanner } from '../audit/scan.ts';
import { SLOT } from '../audit/shape.ts';
import { placeWhenEvaluated } from '../policy/attributes.ts';
import { FLAG, type Segment } from './segment.ts';
import type { Tables } from './tables.ts';

/**
 * Flags what the policy did not see: on create and update, names and namespaces that came from the body. The row's
 * codes are there; the scanner holds the event. Nearly every event is told by the compiled scan (`wasm/place.ts`).
 */
export function markPlace(s: Scanner, segment: Segment, row: number, tables: Tables): void {
  const verb = tables.verb.texts[segment.codes.verb[row]!]!;
  if (verb !== 'create' && verb !== 'update') return;
  const namespace = s.text(SLOT.namespace);
  const name = s.text(SLOT.name);
  const requestURI = s.text(SLOT.requestURI);
  const parts = tables.resourceParts[segment.codes.resource[row]!]!;
  const seen = placeWhenEvaluated({ verb, requestURI, ...parts, namespace, name });
  const nsOdd = seen.namespace !== namespace && seen.namespace !== '';
  const nameOdd = seen.name !== name && seen.name !== '';
  if (nsOdd || nameOdd) {
    segment.flags[row]! |= FLAG.odd;
    segment.odd.set(row, { ns: tables.ns.codeOf(seen.namespace), name: tables.name.codeOf(seen.name) });
    return;
  }
  if (seen.namespace !== namespace) segment.flags[row]! |= FLAG.nsFromBody;
  if (seen.name !== name) segment.flags[row]! |= FLAG.nameFromBody;
}
