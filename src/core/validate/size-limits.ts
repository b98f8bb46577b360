export interface SizeLimits {
  readonly rules: number;
  readonly values: number;
  /** Of the object as JSON. */
  readonly bytes: number;
}

/**
 * Our own (L5), far below what the API server takes (512 rules): the policy is copied into every filter chain of
 * the proxy (L4).
 */
export const SIZE_LIMITS: SizeLimits = { rules: 100, values: 1000, bytes: 100 * 1024 };
