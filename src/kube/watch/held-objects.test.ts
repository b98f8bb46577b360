import { expect, it } from 'vitest';
import { z } from 'zod';
import { type HeldObjects, holdObjects } from './held-objects.ts';
import type { RawKubeObject } from './raw-object.ts';

const schema = z.object({ metadata: z.object({ name: z.string() }), size: z.number() });

function object(name: string, size: unknown = 1, unread = 0): RawKubeObject {
  return { metadata: { namespace: 'shop', name }, size, unread } as RawKubeObject;
}

function held(): { readonly objects: HeldObjects<z.infer<typeof schema>>; changes(): number } {
  let count = 0;
  const objects = holdObjects(
    (raw) => schema.parse(raw),
    () => {
      count += 1;
    },
  );
  return { objects, changes: () => count };
}

const names = (objects: HeldObjects<z.infer<typeof schema>>) =>
  objects.values()?.map(({ metadata, size }) => `${metadata.name}${size}`) ?? null;

it('gives all by name once they are listed, and null before and after', () => {
  const { objects } = held();
  objects.begin();
  objects.put(object('b'));
  objects.put(object('a'));
  expect(names(objects)).toBeNull();
  objects.listed('1', 0);
  expect(names(objects)).toEqual(['a1', 'b1']);
  objects.forget();
  expect(names(objects)).toBeNull();
});

it('removes what a new listing has not, when it is complete', () => {
  const { objects } = held();
  objects.begin();
  objects.put(object('a'));
  objects.put(object('b'));
  objects.listed('1', 0);
  objects.begin();
  objects.put(object('b', 2));
  expect(names(objects)).toEqual(['a1', 'b2']);
  objects.listed('2', 0);
  expect(names(objects)).toEqual(['b2']);
});

it('a change of what is not read is none', () => {
  const { objects, changes } = held();
  objects.begin();
  objects.put(object('a'));
  objects.listed('1', 0);
  const before = objects.values();
  const count = changes();
  objects.put(object('a', 1, 5));
  expect(objects.values()).toBe(before);
  expect(changes()).toBe(count);
});

it('an empty list is a change from an unknown one', () => {
  const { objects, changes } = held();
  objects.begin();
  objects.listed('1', 0);
  expect([names(objects), changes()]).toEqual([[], 1]);
});

it('leaves out what it cannot read, counts it and names one, until it can', () => {
  const { objects } = held();
  objects.begin();
  objects.put(object('a'));
  objects.put(object('b', 'big'));
  objects.listed('1', 0);
  objects.put(object('a', 'bigger'));
  expect(names(objects)).toEqual([]);
  expect(objects.leftOut()).toMatchObject({ count: 2, example: expect.stringContaining('shop/b: size: ') });
  objects.put(object('b', 3));
  objects.drop(object('a'));
  expect([names(objects), objects.leftOut()]).toEqual([['b3'], { count: 0, example: null }]);
});
