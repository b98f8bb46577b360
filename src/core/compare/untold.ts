import type { Value } from './dimension.ts';

/** Does a value need what no call tells: that a token says something (S13), or metadata of another filter? */
export function isUntold(dimensionName: string, value: Value): boolean {
  return isGuess(dimensionName) || (dimensionName.startsWith('token ') && value === true);
}

/** Is it something that a call never tells, whatever its value? */
export function isGuess(dimensionName: string): boolean {
  return dimensionName.startsWith('other ');
}
