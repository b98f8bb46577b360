import { type Denial, denialKey } from '../core/model/denial.ts';

/** A denial with what tells it from others in a tuple. */
export interface KnownDenial {
  readonly denial: Denial;
  readonly key: string;
}

/** Characters of a text that is kept. */
const KEPT_LENGTH = 4096;

/** Denials by what was read of them: few texts name them all, and to take one apart makes half a dozen more. */
export class DenialMemory {
  readonly #known = new Map<string, KnownDenial | null>();
  readonly #limit: number;

  constructor(limit = 4096) {
    this.#limit = limit;
  }

  /** `make`: asked the first time a text comes. */
  of(text: string, make: () => Denial | null): KnownDenial | null {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const denial = make();
    const made = denial === null ? null : ownDenial(denialKey(denial));
    if (text.length > KEPT_LENGTH) return made;
    if (this.#known.size >= this.#limit) this.#known.clear();
    this.#known.set(Buffer.from(text).toString(), made);
    return made;
  }
}

/** Texts that are cut out of longer ones would keep those in memory: these get bytes of their own. */
function ownDenial(key: string): KnownDenial {
  const own = Buffer.from(key).toString();
  const [dryRun, policy, rule, filter, admittedBy] = JSON.parse(own);
  return { denial: { dryRun: dryRun === 1, policy, rule, filter, admittedBy }, key: own };
}
