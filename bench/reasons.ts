/** Written by hand: where a goal is missed, why, and what was tried. Stands beside the figure in RESULTS.md. */
import type { LineId } from './lines.ts';

const INDEX =
  'one thread: the scan alone takes about five times `wc -l`, its 16 look-ups of texts a row as long again. Tried: rows taken whole from the compiled scan, by column (the index alone 19.5, now 11 to 14 times `wc -l`); reading ahead; no sorting of all values for a pane, which was a third; painting less often while the past is read. A second scanning thread is not tried';

export const REASONS: Partial<Readonly<Record<LineId, string>>> = {
  facetsWc: INDEX,
  facetsHl: 'as above; hl runs on both cores and looks at one field',
  facetsLnav: 'as above',
  facetsJq: 'as above',
  filterRows:
    'the engine has the rows in 2 ms; each frame of 120x40 costs Ink 15 to 40 ms here. Tried: the widths of lines remembered from frame to frame; the key painted together with its rows where they come within 15 ms (90 ms before)',
  append:
    'the median is 39 ms; with the timeline two more rows change with every event, and the machine is shared: the most was 147 ms',
  filterCounts:
    'here a wide log: 4,600 namespaces and 16,500 users. Tried: loops without branches, counts of whole segments taken as they are less what fails, segments that a filter passes or fails whole told by their counts. The timeline is counted in the same pass',
  burstFrame: 'the machine is shared: of two cores one is the writer, and at times neither is ours',
  burstCpu: 'ten frames a second cost half of it, indexing 60 MB/s the rest',
  idleCpu: "Bun's own timers and its worker; under Node.js it is 0.1 %: one look at the file a second",
  held: 'the executable has 54 MB of code resident, and what Bun frees late: 245 MB when all is read. Tried: columns as narrow as what they hold, one small table for pairs, names in no second table',
};
