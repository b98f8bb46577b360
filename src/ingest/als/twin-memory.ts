type Logger = 'http' | 'tcp';

interface Bounds {
  /** Connections remembered for one node. */
  readonly perNode: number;
  /** Connections remembered altogether; past it the node that was quiet longest is forgotten. */
  readonly total: number;
}

/**
 * Remembers connections that one logger of a node has reported, so that the other logger's entry of the same
 * connection can be told as its twin, whatever the order of the node's streams. Envoy names a connection by a
 * UUID, the `stream_id`.
 */
export class TwinMemory {
  // Both maps are in order of last use. A connection's balance: entries of the HTTP logger less those of the
  // TCP one.
  readonly #nodes = new Map<string, Map<string, number>>();
  readonly #bounds: Bounds;
  #size = 0;

  constructor(bounds: Bounds = { perNode: 4096, total: 262_144 }) {
    this.#bounds = bounds;
  }

  /** True if this entry says again what the node's other logger has said. */
  isTwin(node: string, streamId: string, logger: Logger): boolean {
    const known = this.#nodes.get(node) ?? new Map<string, number>();
    const before = known.get(streamId) ?? 0;
    const after = before + (logger === 'http' ? 1 : -1);
    if (known.delete(streamId)) this.#size--;
    this.#nodes.delete(node);
    if (after !== 0) {
      known.set(streamId, after);
      this.#size++;
    }
    if (known.size > 0) this.#nodes.set(node, known);
    this.#evict(known);
    return Math.abs(after) < Math.abs(before);
  }

  get size(): number {
    return this.#size;
  }

  #evict(known: Map<string, number>): void {
    if (known.size > this.#bounds.perNode) {
      for (const oldest of known.keys()) {
        known.delete(oldest);
        this.#size--;
        break;
      }
    }
    for (const [node, connections] of this.#nodes) {
      if (this.#size <= this.#bounds.total) break;
      this.#nodes.delete(node);
      this.#size -= connections.size;
    }
  }
}
