/** What a source yields, kept: many can read it, and each item is made when the first of them comes to it. */
export function lazyList<T>(source: Iterable<T>): Iterable<T> {
  const items: T[] = [];
  const iterator = source[Symbol.iterator]();
  return {
    *[Symbol.iterator]() {
      for (let at = 0; ; at++) {
        if (at === items.length) {
          const next = iterator.next();
          if (next.done === true) return;
          items.push(next.value);
        }
        yield items[at]!;
      }
    },
  };
}
