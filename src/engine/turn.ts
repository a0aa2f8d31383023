/** Lets all else that waits in this thread (messages, reading, timers) go first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
