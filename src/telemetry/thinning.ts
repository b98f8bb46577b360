/**
 * For events that somebody outside can cause without end: says their count at the 1st, 10th, 100th …, else
 * null, so that a log can't be filled by them. Counters count them all.
 */
export function createThinning(): () => number | null {
  let [count, next] = [0, 1];
  return () => {
    count++;
    if (count < next) return null;
    next *= 10;
    return count;
  };
}
