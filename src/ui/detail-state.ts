/** The opened event: what is known of it, and what of its tree is open. */
import type { EventId } from '../engine/engine.ts';
import type { EventDocument } from './document.ts';
import type { Match } from './tree-search.ts';

/** A search inside the opened event. */
export interface Inside {
  /** One for each search: what is found is told of the search it was found by. */
  readonly search: object;
  /** As it was typed; not empty. */
  readonly typed: string;
  /** In the order of the text, as far as it was searched. */
  readonly matches: readonly Match[];
  /** The match that one stands on; -1 for none yet. */
  readonly at: number;
  readonly done: boolean;
  /** How much of the event was searched, from 0 to 1. */
  readonly share: number;
  /** Where in the event's text the first match is looked for; null where none is gone to by itself. */
  readonly from: number | null;
}

export interface DetailState {
  readonly id: EventId;
  readonly content:
    | { readonly kind: 'loading' }
    | { readonly kind: 'gone'; readonly why: string }
    | { readonly kind: 'event'; readonly document: EventDocument };
  /** Folds that were changed by hand: path of the node → open. Kept from event to event. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** Long values shown whole, over several lines. */
  readonly wrapped: ReadonlySet<string>;
  /** Masked values shown, on this screen only. */
  readonly revealed: ReadonlySet<string>;
  readonly inside: Inside | null;
  readonly cursor: number;
  readonly top: number;
}

export function newInside(typed: string, from: number | null): Inside {
  return { search: {}, typed, matches: [], at: -1, done: false, share: 0, from };
}

/** An event that is opened, after another one: its folds stay, and what is looked for is marked in this one too. */
export function newDetail(id: EventId, last: DetailState | null): DetailState {
  return {
    id,
    content: { kind: 'loading' },
    folds: last?.folds ?? new Map(),
    wrapped: new Set(),
    revealed: new Set(),
    inside: last === null || last.inside === null ? null : newInside(last.inside.typed, null),
    cursor: 0,
    top: 0,
  };
}
