/** Numbers with their units as they are typed in a filter: spans, sizes, whole numbers. */

const SPANS: Readonly<Record<string, number>> = {
  us: 1, 'µs': 1, 'μs': 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6,
}; // biome-ignore format: a table
const SPAN = /^(?:\d+(?:\.\d+)?(?:us|µs|μs|ms|s|m|h))+$/;
const SPAN_PART = /(\d+(?:\.\d+)?)(us|µs|μs|ms|s|m|h)/g;

/** `500ms`, `1m30s` in µs; NaN for anything else. A number alone is none, but for 0: its unit would be guessed. */
export function spanOf(text: string): number {
  const typed = text.toLowerCase();
  if (typed === '0') return 0;
  if (!SPAN.test(typed)) return Number.NaN;
  let sum = 0;
  for (const [, count = '', unit = ''] of typed.matchAll(SPAN_PART)) sum += Number(count) * (SPANS[unit] ?? Number.NaN);
  return sum;
}

const SIZE = /^(\d+(?:\.\d+)?) ?([kmgt]?)(i?)(b?)$/i;
const POWERS = ['', 'k', 'm', 'g', 't'];

/** `100kB`, `1.5M`, `64KiB`, `4096` in bytes: k is 1000, Ki 1024; NaN for anything else. */
export function sizeOf(text: string): number {
  const found = SIZE.exec(text);
  if (found === null) return Number.NaN;
  const [, count = '', unit = '', binary = ''] = found;
  if (binary !== '' && unit === '') return Number.NaN;
  return Number(count) * (binary === '' ? 1000 : 1024) ** POWERS.indexOf(unit.toLowerCase());
}

/** Digits with a sign, a fraction or an exponent, as JSON has them; NaN for anything else. */
export function numberOf(text: string): number {
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** Digits, or a quantity as Kubernetes writes sizes (`64Mi`, `1.5G`); NaN for anything else, `500m` among it. */
export function quantityOf(text: string): number {
  return /^\d+(?:\.\d+)?(?:k|[MGT]|[KMGT]i)$/.test(text) ? sizeOf(text) : numberOf(text);
}
