/** Horizontal bars on a log scale as SVG, readable on light and dark ground. */
import { median, short } from './figures.ts';

/** A bar: its group's name stands above the first of each group; auditty's own bars are tinted. */
export interface Bar {
  readonly group: string;
  readonly name: string;
  /** Seconds, round by round. */
  readonly wall: readonly number[];
}

const WIDTH = 760;
const LABELS = 330;
const ROW = 20;
const ROOM_FOR_FIGURES = 60;

const STYLE = `text{font:12px system-ui,sans-serif;fill:#24292f}.g{font-weight:600}.f{fill:#8c959f}.o{fill:#0969da}.l{stroke:#d0d7de}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.f{fill:#6e7681}.o{fill:#4493f8}.l{stroke:#30363d}}`;

/** The chart, the medians as bars in the order given. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const medians = bars.map(({ wall }) => median(wall));
  const lowest = 10 ** Math.floor(Math.log10(Math.min(...medians)));
  const highest = Math.max(...medians);
  const scale = (WIDTH - LABELS - ROOM_FOR_FIGURES) / Math.log10(highest / lowest);
  const x = (seconds: number): number => LABELS + Math.log10(seconds / lowest) * scale;
  const parts: string[] = [];
  let y = 28;
  let group = '';
  bars.forEach((bar, at) => {
    if (bar.group !== group) {
      group = bar.group;
      y += 8;
      parts.push(`<text class="g" x="0" y="${y + 14}">${escaped(group)}</text>`);
      y += ROW;
    }
    const seconds = medians[at] ?? Number.NaN;
    const end = x(seconds);
    parts.push(
      `<text x="${LABELS - 8}" y="${y + 14}" text-anchor="end">${escaped(bar.name)}</text>`,
      `<rect class="${bar.name.startsWith('auditty') ? 'o' : 'f'}" x="${LABELS}" y="${y + 3}" width="${Math.max(1, end - LABELS).toFixed(1)}" height="${ROW - 6}"/>`,
      `<text x="${(end + 5).toFixed(1)}" y="${y + 14}">${short(seconds)} s</text>`,
    );
    y += ROW;
  });
  const ticks: string[] = [];
  for (let tick = lowest; tick <= highest; tick *= 10) {
    const at = x(tick).toFixed(1);
    ticks.push(
      `<path class="l" d="M${at} 28V${y}"/><text x="${at}" y="${y + 16}" text-anchor="middle">${Number(tick.toPrecision(3))} s</text>`,
    );
  }
  const height = y + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<text class="g" x="0" y="16">${escaped(title)}</text>
${ticks.join('\n')}
${parts.join('\n')}
</svg>
`;
}

/** Text as SVG takes it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
