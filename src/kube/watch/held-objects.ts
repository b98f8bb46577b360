import { isDeepStrictEqual } from 'node:util';
import type { ObjectSink } from './object-sink.ts';
import { objectKey, type RawKubeObject } from './raw-object.ts';

/** Objects that can't be read. */
export interface LeftOut {
  readonly count: number;
  /** Which, and why, of one of them; null = none. */
  readonly example: string | null;
}

/** The objects of one resource, each reduced to what is kept of it. */
export interface HeldObjects<T> extends ObjectSink {
  /** By name; null = not listed, or not to be had. The same array until something changes. */
  values(): readonly T[] | null;
  leftOut(): LeftOut;
}

interface Held<T> {
  readonly value: T;
  /** The listing it was last in. */
  readonly listing: number;
}

/** `read` may throw: the object is left out, and all others are not. `changed`: `values` is another one from now on. */
export function holdObjects<T>(read: (object: RawKubeObject) => T, changed: () => void): HeldObjects<T> {
  const held = new Map<string, Held<T>>();
  const unreadable = new Map<string, string>();
  let complete = false;
  let listing = 0;
  let sorted: readonly T[] | null = null;
  const change = () => {
    sorted = null;
    changed();
  };
  const remove = (key: string) => {
    unreadable.delete(key);
    if (held.delete(key)) change();
  };
  return {
    begin() {
      listing += 1;
      unreadable.clear();
    },
    put(object) {
      const key = objectKey(object);
      let value: T;
      try {
        value = read(object);
      } catch (error) {
        remove(key);
        unreadable.set(key, problemOf(error));
        return;
      }
      unreadable.delete(key);
      const before = held.get(key);
      const same = before !== undefined && isDeepStrictEqual(before.value, value);
      held.set(key, { value: same ? before.value : value, listing });
      if (!same) change();
    },
    drop: (object) => remove(objectKey(object)),
    listed() {
      for (const [key, one] of held) if (one.listing !== listing) remove(key);
      if (complete) return;
      complete = true;
      change();
    },
    reached() {},
    forget() {
      unreadable.clear();
      held.clear();
      if (!complete) return;
      complete = false;
      change();
    },
    values() {
      if (!complete) return null;
      sorted ??= [...held].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { value }]) => value);
      return sorted;
    },
    leftOut: () => leftOutOf(unreadable),
  };
}

export function leftOutOf(unreadable: ReadonlyMap<string, string>): LeftOut {
  const [first] = unreadable;
  return { count: unreadable.size, example: first ? `${first[0]}: ${first[1]}` : null };
}

/** What a schema complains of first, or what else was thrown. */
export function problemOf(error: unknown): string {
  const { issues } = Object(error) as {
    readonly issues?: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
  };
  const [issue] = issues ?? [];
  if (issue !== undefined) return `${issue.path.join('.')}: ${issue.message}`;
  return error instanceof Error ? error.message : String(error);
}
