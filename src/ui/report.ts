/** Events as a text for people: each as the sentence of its head, then who, what, from where, and why. */
import { safe } from '../audit/safe.ts';
import { formatMicros } from '../audit/time.ts';
import { columnText } from '../query/columns.ts';
import type { About, Saving } from './save-forms.ts';
import { sentence } from './sentence.ts';
import { UNICODE } from './signs.ts';

const LABEL = 10;

export function reportHead({ filter, sources, masked, policy }: About): string {
  const lines = [
    ['sources', sources.join(' ')],
    ['filter', filter === '' ? 'none' : filter],
    ['policy', policy],
    ['secrets', masked ? 'masked' : 'not masked'],
  ] as const;
  return `Kubernetes audit events, saved by auditty\n${lines.map(([label, text]) => row(label, text)).join('')}\n`;
}

/** One event over some lines, ending in LF. What it lacks is left out. */
export function reportEvent({ fields, context, file, line }: Saving, { policy }: About): string {
  const { user, as, groups, verb, sourceIPs, userAgent, code, status, decision, reason, auditID } = fields;
  const told = sentence(fields, UNICODE)
    .map(({ text }) => text)
    .join('');
  const read = (field: Parameters<typeof columnText>[0]): string => columnText(field, fields, context);
  const object = [read('ns'), read('name')].filter((part) => part !== '').join('/');
  const what = fields.isResource ? [read('resource'), object] : [read('path')];
  const rows = [
    ['who', `${user}${as === '' ? '' : `, acting as ${as}`}${groups.length === 0 ? '' : ` (${groups.join(', ')})`}`],
    ['what', [verb, ...what].filter((part) => part !== '').join(' ')],
    [
      'from',
      [sourceIPs.join(', '), userAgent === '' ? '' : `with ${userAgent}`].filter((part) => part !== '').join(' '),
    ],
    ['code', [code === 0 ? '' : String(code), status].filter((part) => part !== '').join(' ')],
    ['decision', [decision, reason].filter((part) => part !== '').join(': ')],
    [
      'rule',
      policy === '' ? '' : `${context.rule} of ${policy}${context.drift === '' ? '' : `, drift: ${context.drift}`}`,
    ],
    [
      'recorded',
      [fields.level, read('latency') === '' ? '' : `after ${read('latency')}`].filter((part) => part !== '').join(' '),
    ],
    ['auditID', auditID],
    ['in', `${file}${line === null ? '' : ` line ${line}`}`],
  ] as const;
  const head = `${formatMicros(fields.time)}  ${safe(fields.stage)}\n  ${told}\n`;
  return head + rows.map(([label, text]) => row(label, text)).join('');
}

function row(label: string, text: string): string {
  return text === '' ? '' : `  ${label.padEnd(LABEL)}${safe(text)}\n`;
}
