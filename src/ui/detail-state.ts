/** The opened event: what is known of it, and what of its tree is open. */
import type { EventId } from '../engine/engine.ts';
import type { EventDocument } from './document.ts';

export interface DetailState {
  readonly id: EventId;
  readonly content:
    | { readonly kind: 'loading' }
    | { readonly kind: 'gone'; readonly why: string }
    | { readonly kind: 'event'; readonly document: EventDocument };
  /** Folds that were changed by hand: path of the node → open. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** Long values shown whole, over several lines. */
  readonly wrapped: ReadonlySet<string>;
  /** Masked values shown, on this screen only. */
  readonly revealed: ReadonlySet<string>;
  readonly cursor: number;
  readonly top: number;
}

export function newDetail(id: EventId): DetailState {
  return {
    id,
    content: { kind: 'loading' },
    folds: new Map(),
    wrapped: new Set(),
    revealed: new Set(),
    cursor: 0,
    top: 0,
  };
}
