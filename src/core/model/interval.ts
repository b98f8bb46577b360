/** Half-open span of time, ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}
