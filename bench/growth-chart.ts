/** Seconds by the size of the log as SVG, both on log scales, readable on light and dark ground. */
import { escaped } from './chart.ts';
import { median, short } from './figures.ts';
import type { Grown } from './growth.ts';

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 70;
const RIGHT = 130;
const TOP = 40;
const BOTTOM = 40;
const DECADE = 10;

const STYLE = `text{font:12px system-ui,sans-serif;fill:#24292f}.g{font-weight:600}.l{stroke:#d0d7de}.i,.f{fill:none;stroke-width:2}
.i{stroke:#0969da}.f{stroke:#8c959f}.e{stroke:#d0d7de;stroke-dasharray:4 4}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.l,.e{stroke:#30363d}.i{stroke:#4493f8}.f{stroke:#6e7681}}`;

/** The medians as two lines, and a dashed one: what indexing would take if it grew exactly with the size. */
export function growthChart(all: readonly Grown[]): string {
  const lines = [
    { name: 'indexed', style: 'i', seconds: all.map(({ indexed }) => median(indexed) / 1000) },
    { name: 'first screen', style: 'f', seconds: all.map(({ first }) => median(first) / 1000) },
  ];
  const sizes = all.map(({ bytes }) => bytes);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const figures = lines.flatMap(({ seconds }) => seconds);
  const low = DECADE ** Math.floor(Math.log10(Math.min(...figures)));
  const high = DECADE ** Math.ceil(Math.log10(Math.max(...figures)));
  const part = (value: number, from: number, to: number): number => Math.log(value / from) / Math.log(to / from);
  const x = (bytes: number): string => (LEFT + part(bytes, least, most) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (seconds: number): string =>
    (HEIGHT - BOTTOM - part(seconds, low, high) * (HEIGHT - TOP - BOTTOM)).toFixed(1);

  const parts = [`<text class="g" x="0" y="16">Seconds by the size of the log (medians, log scales)</text>`];
  for (let tick = low; tick <= high * 1.001; tick *= DECADE) {
    parts.push(
      `<path class="l" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/>`,
      `<text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${Number(tick.toPrecision(3))} s</text>`,
    );
  }
  for (const { size, bytes } of all) {
    parts.push(`<text x="${x(bytes)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${escaped(size)}</text>`);
  }
  const largest = lines[0]?.seconds.at(-1) ?? Number.NaN;
  const straight = sizes.map((bytes) => [x(bytes), (largest * bytes) / most] as const);
  const within = straight.filter(([, seconds]) => seconds >= low).map(([at, seconds]) => `${at} ${y(seconds)}`);
  if (within.length > 1) parts.push(`<path class="e" d="M${within.join('L')}" fill="none"/>`);
  for (const { name, style, seconds } of lines) {
    const points = seconds.map((each, at) => [x(sizes[at] ?? least), y(each)] as const);
    parts.push(`<path class="${style}" d="M${points.map((point) => point.join(' ')).join('L')}"/>`);
    points.forEach(([px, py], at) => {
      parts.push(
        `<text x="${px}" y="${Number(py) - 8}" text-anchor="middle">${short(seconds[at] ?? Number.NaN)} s</text>`,
      );
    });
    const last = points.at(-1);
    if (last !== undefined) parts.push(`<text x="${Number(last[0]) + 30}" y="${Number(last[1]) + 4}">${name}</text>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Seconds by the size of the log">
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}
