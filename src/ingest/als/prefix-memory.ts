/**
 * Short names for long texts that many tuples begin with (a reporter and what it said of itself). A name is
 * never given twice, so forgetting only makes known tuples new again.
 */
export class PrefixMemory {
  readonly #names = new Map<string, string>();
  readonly #limit: number;
  #given = 0;
  #held = 0;

  /** `limit`: characters of all texts together. */
  constructor(limit = 32 * 1024 * 1024) {
    this.#limit = limit;
  }

  nameOf(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.#held += text.length;
    if (this.#held > this.#limit) {
      this.#names.clear();
      this.#held = text.length;
    }
    const name = (this.#given++).toString(36);
    this.#names.set(text, name);
    return name;
  }
}
