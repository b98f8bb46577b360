/** What a process under measurement answers to `{ ask: 'cpu' }`. */
export interface SinkReport {
  /** µs of CPU since the process began, user and system, all its threads. */
  readonly cpu: number;
  /** Entries counted so far. */
  readonly entries: number;
}

/** Tells the parent process where this sink listens, then answers its questions. */
export function answerParent(address: string, entries: () => number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, entries: entries() } satisfies SinkReport);
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ address });
}
