/** What a verb does: for colours, which are the same on the screen and in what is printed. */

const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'head', 'options', 'proxy', 'trace', '']);

/** Whether a verb reads, writes or removes. Unknown verbs may write. */
export function verbKind(verb: string): 'read' | 'write' | 'remove' {
  if (verb === 'delete' || verb === 'deletecollection') return 'remove';
  return READS.has(verb) ? 'read' : 'write';
}
