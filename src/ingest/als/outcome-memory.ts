import { outcomeOf } from '../../core/identify/outcome.ts';
import type { RecordOutcome } from '../../core/model/flow.ts';
import { type Exchange, outcomeFacts } from './exchange.ts';

/**
 * Outcomes of HTTP exchanges by what decides them: there are few, and asking for one builds an object. TCP is
 * asked each time, since its bytes decide too.
 */
export class OutcomeMemory {
  /** By code: what went through to the app, without flags and gRPC status. */
  readonly #plain: (RecordOutcome | undefined)[] = [];
  readonly #other = new Map<string, RecordOutcome>();
  readonly #limit: number;

  constructor(limit = 4096) {
    this.#limit = limit;
  }

  outcomeOf(exchange: Exchange): RecordOutcome {
    if (exchange.protocol === 'tcp') return outcomeOf(outcomeFacts(exchange));
    const { code, details, flags, grpcStatus, path } = exchange;
    if (
      details === 'via_upstream' &&
      flags.length === 0 &&
      grpcStatus === null &&
      path !== '' &&
      code < 600
    ) {
      this.#plain[code] ??= outcomeOf(outcomeFacts(exchange));
      return this.#plain[code];
    }
    const key = `${code} ${flags} ${grpcStatus} ${path !== ''} ${details}`;
    const known = this.#other.get(key);
    if (known) return known;
    if (this.#other.size >= this.#limit) this.#other.clear();
    const outcome = outcomeOf(outcomeFacts(exchange));
    this.#other.set(key, outcome);
    return outcome;
  }
}
