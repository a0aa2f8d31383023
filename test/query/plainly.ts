/** What events hold, read by hand from JSON.parse of their lines: nothing here comes from what is tested. */

import type { Recorded } from './corpus.ts';
import type { Body, Container } from './corpus-bodies.ts';

/** A filter in plain JavaScript. */
export type Plainly = (event: Recorded, line: string) => boolean;
/** The text of a filter, the events of the corpus that pass it, and what it means. */
export type Case = readonly [text: string, count: number, plainly: Plainly];

/** µs since 1970 of what stands in the corpus, always UTC; NaN for none. */
export function micros(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Of an event of the first format, without level and stageTimestamp, the time is when it was received. */
export function timeOf(e: Recorded): number {
  return e.stageTimestamp === undefined && !e.level ? micros(e.requestReceivedTimestamp) : micros(e.stageTimestamp);
}

export function latencyOf(e: Recorded): number {
  return micros(e.stageTimestamp) - micros(e.requestReceivedTimestamp);
}

/** µs since midnight. */
export function ofDay(e: Recorded): number {
  return timeOf(e) % 86_400_000_000;
}

/** `h:m` in µs. */
export function clock(hour: number, minute: number, second = 0): number {
  return ((hour * 60 + minute) * 60 + second) * 1_000_000;
}

export function at(iso: string): number {
  return Date.parse(iso) * 1000;
}

export function same(a: string | undefined, b: string): boolean {
  return a !== undefined && a.toLowerCase() === b.toLowerCase();
}

export function resourceOf(e: Recorded): string {
  const { resource = '', apiGroup = '', subresource = '' } = e.objectRef ?? {};
  return `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${subresource === '' ? '' : `/${subresource}`}`;
}

export function codeOf(e: Recorded): number {
  return e.responseStatus?.code ?? Number.NaN;
}

export function statusOf(e: Recorded): string {
  return e.responseStatus?.reason || e.responseStatus?.status || '';
}

export function pathOf(e: Recorded): string {
  const raw = (e.requestURI ?? '').replace(/\?.*$/, '');
  return raw === '/bad%zz' ? raw : decodeURIComponent(raw);
}

export function noted(e: Recorded, key: string): string {
  return e.annotations?.[key] ?? '';
}

export function reasonOf(e: Recorded): string {
  return noted(e, 'authorization.k8s.io/reason');
}

/** What fuzzy terms look at. */
export function fuzzyTexts(e: Recorded): string[] {
  return [
    e.user?.username,
    e.impersonatedUser?.username,
    e.objectRef?.namespace,
    resourceOf(e),
    e.verb,
    e.responseStatus?.code?.toString(),
    ...(e.sourceIPs ?? []),
    e.userAgent,
    e.objectRef?.name,
    e.objectRef === undefined ? pathOf(e) : '',
  ].filter((text) => text !== undefined && text !== '') as string[]; // filtered
}

/** What words look at. */
export function wordTexts(e: Recorded): string[] {
  return [
    ...fuzzyTexts(e),
    e.stage ?? '',
    e.level ?? '',
    ...(e.user?.groups ?? []),
    statusOf(e),
    noted(e, 'authorization.k8s.io/decision'),
    reasonOf(e),
  ];
}

export function anyHolds(texts: readonly string[], part: string): boolean {
  return texts.some((text) => text.toLowerCase().includes(part));
}

export function spec(e: Recorded): NonNullable<Body['spec']> {
  return e.requestObject?.spec ?? {};
}

export function containers(e: Recorded): readonly Container[] {
  return spec(e).containers ?? [];
}

export function labels(e: Recorded): Readonly<Record<string, string>> {
  return e.requestObject?.metadata?.labels ?? {};
}
