import type { PathMark } from '../model/flow.ts';
import { textHash } from './text-hash.ts';

const MOST = 32;

/**
 * The 32 texts with the smallest hashes (ties by text), in that order: whatever the order of arrival, the
 * same choice. Gives `chosen` itself when nothing of `more` enters it.
 */
export function chooseLiterals(chosen: readonly string[], more: readonly string[]): readonly string[] {
  const fresh = more.filter((text) => !chosen.includes(text));
  if (fresh.length === 0) return chosen;
  const ranked = [...new Set([...chosen, ...fresh])].map((text) => ({ text, hash: textHash(text) }));
  ranked.sort((a, b) => a.hash - b.hash || (a.text < b.text ? -1 : 1));
  const kept = ranked.slice(0, MOST).map(({ text }) => text);
  return kept.every((text, i) => text === chosen[i]) && kept.length === chosen.length ? chosen : kept;
}

/** Union in alphabetical order. */
export function unionMarks(a: readonly PathMark[], b: readonly PathMark[]): readonly PathMark[] {
  return b.every((mark) => a.includes(mark)) ? a : [...new Set([...a, ...b])].sort();
}
