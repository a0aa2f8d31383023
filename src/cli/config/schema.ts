/** What the configuration may hold. docs/config.schema.json is made of this: `npm run schema`. */
import * as v from 'valibot';
import { FIELDS } from '../../query/query.ts';

/** Columns of the list, by the names that `print --columns` takes too. */
export const COLUMN_NAMES = [
  'time', 'stage', 'level', 'verb', 'resource', 'name', 'user', 'code', 'latency', 'rule', 'decision', 'reason', 'ip', 'agent',
  'source', 'as', 'ns', 'size', 'audit',
] as const; // biome-ignore format: a table

/** Fields that can have a pane. */
export const PANE_NAMES = FIELDS.filter(
  (field) =>
    ![
      'time',
      'latency',
      'size',
      'path',
      'uri',
      'audit',
      'requests',
      'truncated',
      'deprecated',
      'webhook',
      'psa',
    ].includes(field),
);

const column = v.pipe(
  v.picklist(COLUMN_NAMES, 'is no column of the list'),
  v.description('A column by its name, as wide as it is usually.'),
);
const width = v.pipe(
  v.number('is no number'),
  v.integer('is no whole number'),
  v.minValue(1, 'is less than 1'),
  v.maxValue(200, 'is more than 200'),
);

export const CONFIG = v.pipe(
  v.strictObject({
    timezone: v.optional(
      v.pipe(
        v.picklist(['utc', 'local'], 'is neither utc nor local'),
        v.description('The zone in which times are shown, and read where they name none. Usually utc.'),
      ),
    ),
    columns: v.optional(
      v.pipe(
        v.array(
          v.union(
            [column, v.strictObject({ name: column, width })],
            'is neither the name of a column nor a name and a width',
          ),
          'is no list of columns',
        ),
        v.minLength(1, 'lists no column'),
        v.description('The columns of the list, in order.'),
      ),
    ),
    panes: v.optional(
      v.pipe(
        v.array(v.picklist(PANE_NAMES, 'is no field that can have a pane'), 'is no list of fields'),
        v.minLength(1, 'lists no pane'),
        v.description('The panes beside the list, in order.'),
      ),
    ),
    queries: v.optional(
      v.pipe(
        v.record(
          v.pipe(v.string(), v.regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$/u, 'is no name: letters, digits and . _ -')),
          v.pipe(v.string('is no text'), v.description('A filter, as typed after a colon.')),
          'is no list of names with a filter each',
        ),
        v.description('Saved filters by name: `:open NAME`, and what `:save NAME` writes.'),
      ),
    ),
  }),
  v.title('Configuration of auditty'),
);

export type Configuration = v.InferOutput<typeof CONFIG>;
