import type { Verdict } from '../evaluate/evaluate.ts';

/**
 * One condition of a rule that the call doesn't meet. It fails on its own, whatever else the rule asks for.
 */
export interface Mismatch {
  /**
   * As the policy writes it: `paths`, `notPorts`, or the key of a `when`, with `not ` before it for
   * `notValues`.
   */
  readonly field: string;
  /** What the rule has there; in `not…` fields and `notValues` these are what it excludes. */
  readonly expected: readonly string[];
  /** null = the call has none. */
  readonly actual: string | null;
  /** Half a sentence: "path is /admin, the rule allows /cart/{*} or /checkout". */
  readonly words: string;
}

/** The rule that came closest to letting a denied call in. */
export interface Nearest {
  /** `namespace/name` */
  readonly policy: string;
  readonly rule: number;
  /** Never empty. */
  readonly mismatches: readonly Mismatch[];
}

/** A verdict with its reason in one sentence. */
export interface Explanation extends Verdict {
  readonly why: string;
  /** Only for a call that no rule of the ALLOW policies matches. */
  readonly nearest: Nearest | null;
}
