import { describe, expect, it } from 'vitest';
import type { RecordOutcome } from '../core/model/flow.ts';
import { PATIENCE, Waiting } from './waiting.ts';

const record = () => {
  throw new Error('nobody asks for it');
};

function world(limit = 10, length = 1000) {
  const waiting = new Waiting(limit, length);
  const ends: string[] = [];
  let certain = Number.NEGATIVE_INFINITY;
  const settle = (until: number, now = 0) => {
    certain = until;
    waiting.settle(until, now, {
      named: ({ tuple }, outcome, time) => void ends.push(`${tuple} ${outcome} ${time}`),
      givenUp: (outcome, time) => void ends.push(`given up ${outcome} ${time}`),
    });
  };
  const add = (key: string, startTime: number, since = 0, outcome: RecordOutcome = 'ok') => {
    const name = (start: number) => (start <= certain ? { tuple: `${key}@${start}`, record } : null);
    return waiting.add({ key, name, startTime, time: startTime + 5, since, outcome });
  };
  return { waiting, ends, settle, add };
}

describe('a record that waits', () => {
  it('is named by its own time, once that is certain', () => {
    const { waiting, ends, settle, add } = world();
    for (const time of [300, 100, 200]) add('a', time);
    add('b', 100, 0, 'failed');
    settle(150);
    expect(ends).toEqual(['a@100 ok 105', 'b@100 failed 105']);
    expect(waiting.records).toBe(2);
    settle(300);
    expect(ends.slice(2)).toEqual(['a@300 ok 305', 'a@200 ok 205']);
    expect(waiting.records).toBe(0);
  });

  it('is given up when it has waited too long, each by its own patience', () => {
    const { waiting, ends, settle, add } = world();
    add('a', 1000, 0);
    add('a', 2000, 5000);
    settle(10, PATIENCE - 1);
    expect(ends).toEqual([]);
    settle(10, PATIENCE);
    expect(ends).toEqual(['given up ok 1005']);
    settle(10, PATIENCE + 5000);
    expect(ends).toEqual(['given up ok 1005', 'given up ok 2005']);
    expect(waiting.records).toBe(0);
  });

  it('is asked for a last time before', () => {
    const { ends, settle, add } = world();
    add('a', 1000);
    settle(500);
    settle(1000, PATIENCE);
    expect(ends).toEqual(['a@1000 ok 1005']);
  });

  it('waits no more after the end', () => {
    const { waiting, ends, settle, add } = world();
    add('a', 100, 50);
    add('a', 900, 50);
    waiting.close();
    settle(200, 40);
    expect(ends).toEqual(['a@100 ok 105', 'given up ok 905']);
    add('a', 900, 60);
    settle(200, 60);
    expect(ends).toHaveLength(3);
  });

  it('finds room up to a bound of keys, of their length, and of records', () => {
    const keys = world(3);
    expect(['a', 'b', 'c', 'd', 'a'].map((key) => keys.add(key, 1))).toEqual([true, true, true, false, true]);
    const long = world(100, 10);
    expect(['123456789', '1', 'x'].map((key) => long.add(key, 1))).toEqual([true, true, false]);
    const many = world(2);
    const added = Array.from({ length: 40 }, () => many.add('a', 1));
    expect(added.filter(Boolean)).toHaveLength(32);
    many.settle(1);
    expect(many.add('a', 2)).toBe(true);
    expect(many.add('new', 2)).toBe(true);
  });
});
