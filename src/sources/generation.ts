/**
 * What an open file holds from one truncation to the next. logrotate's copytruncate makes generations of one file, and
 * a copy of each, which is partial while it is being made. A copy is known by how it begins.
 */

import { type Content, HEAD_BYTES } from './content.ts';

/** Whether the content begins with all of `head`, which is not empty. */
export function beginsWith(content: Buffer, head: Buffer): boolean {
  return head.length > 0 && content.subarray(0, head.length).equals(head);
}

/**
 * Whether the file was not truncated between two looks at it. Not taken for sure where its beginning is not whole yet
 * and has grown: it may be that of another generation then.
 */
export function isUntouched(before: Content, after: Content): boolean {
  return after.size >= before.size && after.head.equals(before.head);
}

/**
 * Whether what was seen in a sibling is a copy, or a part of one, of what the file held at a later look. Nothing seen
 * counts: a copy that was just begun.
 */
export function isCopyOf(seen: Content, later: Content): boolean {
  return !seen.packed && (seen.head.length === 0 || beginsWith(later.head, seen.head));
}

/** Whether its beginning tells it from others whatever comes: a shorter one may be that of another file as well. */
export function isTold(head: Buffer): boolean {
  return head.length >= HEAD_BYTES;
}
