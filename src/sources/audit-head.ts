/** Whether a file is an audit log, by its beginning: its name says nothing. */

import { basename } from 'node:path';
import { readAt } from './backwards.ts';
import { contentOf, openHandle } from './content.ts';

/** Unpacked bytes that are looked at. */
const LOOKED_AT = 64 * 1024;

/** The quotes are escaped once or twice where a log shipper wrapped the line. */
const ID = /\\*"auditID\\*"\s*:/;
const STAGE = /\\*"stage\\*"\s*:/;
const KIND = /\\*"kind\\*"\s*:\s*\\*"Event(?:List)?\\*"/;
const GROUP = /\\*"audit\.k8s\.io\\*\//;
const LEGACY = / AUDIT: id=\\*"/;
/** NULs, where a log was truncated under its writer; byte order marks. */
const BLANK = /^[\s\0\u00ef\u00bb\u00bf]*$/;

/**
 * Whether the file's first 64 KB, unpacked, hold an audit event in any of the forms it may have; where they hold
 * nothing at all, whether the name says so. A cheap test, which a policy does not pass. System errors are thrown.
 */
export async function isAuditLog(path: string): Promise<boolean> {
  const handle = await openHandle(path);
  if ('detail' in handle) return false;
  try {
    const { bytes, unpacked } = await contentOf(handle);
    try {
      const head = (await readAt(bytes, 0, Buffer.allocUnsafe(LOOKED_AT))).toString('latin1');
      if (BLANK.test(head)) return /audit/i.test(basename(path));
      return (ID.test(head) && STAGE.test(head)) || (KIND.test(head) && GROUP.test(head)) || LEGACY.test(head);
    } finally {
      unpacked?.close();
    }
  } finally {
    await handle.close();
  }
}
