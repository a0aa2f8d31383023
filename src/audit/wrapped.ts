/** What log shippers and container runtimes put around a line. */
import type { Bad } from './fields.ts';

/**
 * The fields in which a shipper carries the line, as text or as the object it parsed it to; the first that holds an
 * event counts. docker and fluent-bit say log, filebeat, vector and fluentd message, Splunk's collector event,
 * filebeat's event.original; the others are objects in which stores keep such a record, whole. Read one in another.
 */
export const WRAPPERS = ['log', 'message', 'event', 'original', '_source', 'jsonPayload', 'record', 'data'] as const;

/** Whether an object with these members says itself what it is: a core v1 Event has a message, too, and is no wrapper. */
export function isOther(members: ReadonlyMap<string, unknown>): boolean {
  return members.has('kind') && members.has('apiVersion');
}

/** `2026-11-23T21:29:26.204137Z stdout F {...}`: CRI's format, k8s.io/cri-api, docs of the kubelet's log format. */
export const CONTAINER_LINE = /^\d{4}-\d\d-\d\dT\S{1,40} (?:stdout|stderr) ([FP])(?::\S{0,40})? /;

/** The line within a line of a container's log; null for what is none, Bad for a part of one. */
export function unwrapContainer(text: string): string | Bad | null {
  const found = CONTAINER_LINE.exec(text);
  if (found === null) return null;
  return found[1] === 'F'
    ? text.slice(found[0].length)
    : { bad: "a part of a container's log line, which goes on in the next" };
}
