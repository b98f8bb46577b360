import type { Commit, Store } from '../../src/ports.ts';

/** `refuse`: fails, nothing is stored. `lose answer`: stored, and fails all the same. */
export type Fate = 'fine' | 'refuse' | 'lose answer';

export interface FailingStore extends Store {
  /** What happens to the next commits; the ones after these are fine. */
  fates: Fate[];
  /** How many of the next readings of operations fail. */
  unreadable: number;
  /** All that were stored, in order. */
  readonly stored: readonly Commit[];
}

/** A real store that fails when it is told to. */
export function failingStore(real: Store): FailingStore {
  const stored: Commit[] = [];
  const asked: Pick<FailingStore, 'fates' | 'unreadable'> = { fates: [], unreadable: 0 };
  const changed: Partial<FailingStore> = {
    async commit(commit) {
      const fate = asked.fates.shift();
      if (fate === 'refuse') throw new Error('the disk is full');
      const outcome = await real.commit(commit);
      if (outcome === 'stored') stored.push(commit);
      if (fate === 'lose answer') throw new Error('the answer was lost');
      return outcome;
    },
    async operations(id) {
      if (asked.unreadable > 0) {
        asked.unreadable--;
        throw new Error('the disk can’t be read');
      }
      return real.operations(id);
    },
    stored,
  };
  return new Proxy(real as FailingStore, {
    get(store, name) {
      if (name in asked) return asked[name as 'fates'];
      const value = name in changed ? changed[name as 'commit'] : Reflect.get(store, name);
      return typeof value === 'function' ? value.bind(store) : value;
    },
    set(_, name, value) {
      return Reflect.set(asked, name, value);
    },
  });
}
