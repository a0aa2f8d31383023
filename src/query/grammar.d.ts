import type { Make } from './make.ts';
import type { Query } from './query.ts';

/** Made from grammar.peggy. Throws what `make` throws, and peggy's own error for what `make` was not asked about. */
export function parse(text: string, options: { readonly make: Make }): Query;
