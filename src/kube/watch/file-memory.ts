import { readFile } from 'node:fs/promises';
import type { Timing } from './timing.ts';

/** Kubelet and rotating tools replace such files well before the old one ends. */
const FRESH = 30_000;

/** Contents of files that others replace: read again after 30 s, or when they are forgotten. */
export interface FileMemory {
  /** Throws what reading throws. */
  read(path: string): Promise<string>;
  forget(): void;
}

export function fileMemory({ now }: Pick<Timing, 'now'>): FileMemory {
  const known = new Map<string, { readonly text: string; readonly at: number }>();
  return {
    async read(path) {
      const kept = known.get(path);
      if (kept && Math.abs(now() - kept.at) < FRESH) return kept.text;
      const at = now();
      const text = await readFile(path, 'utf8');
      known.set(path, { text, at });
      return text;
    },
    forget: () => known.clear(),
  };
}
