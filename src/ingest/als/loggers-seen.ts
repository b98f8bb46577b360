/** Nodes remembered; further ones are not told of. */
const MOST = 10_000;

/**
 * Which kinds of loggers each proxy sends through. The TCP logger says of an HTTP request only that it was:
 * a proxy that has no other is heard and teaches nothing.
 */
export class LoggersSeen {
  readonly #http = new Set<string>();
  readonly #twins = new Set<string>();

  http(node: string): void {
    if (this.#http.size < MOST) this.#http.add(node);
    this.#twins.delete(node);
  }

  /** The TCP logger spoke of an HTTP request. */
  twin(node: string): void {
    if (!this.#http.has(node) && this.#twins.size < MOST) this.#twins.add(node);
  }

  /** Proxies whose HTTP traffic only the TCP logger has told of, by name. */
  tcpOnly(): readonly string[] {
    return [...this.#twins].sort();
  }
}
