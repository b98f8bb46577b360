import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyOperations } from '../../../test/support/aggregate-arbitraries.ts';
import type { Operation } from '../model/operation.ts';
import { createOperationIndex } from './operation-index.ts';

it('finds what is stored and gives new operations the next positions', () => {
  fc.assert(
    fc.property(anyOperations, fc.nat({ max: 15 }), (list, split) => {
      const index = createOperationIndex(list.slice(0, split));
      const [before, after] = [list.slice(0, split), list.slice(split)];
      for (const operation of before) {
        expect(index.find(operation)).toBe(operation);
        expect(index.admit(operation, 'ok')).toBe(operation.seq);
      }
      for (const operation of after) {
        expect(index.find(operation)).toBeUndefined();
        expect(index.admit(operation, 'failed')).toBe(operation.seq);
        expect(index.admit(operation, 'ok')).toBe(operation.seq);
        expect(index.find(operation)).toBeUndefined();
      }
      for (const operation of after) index.put(operation);
      expect(index.operations()).toEqual(list);
    }),
  );
});

it('goes on counting where the stored operations end', () => {
  fc.assert(
    fc.property(anyOperations, (list) => {
      const [last, ...others] = list.toReversed();
      if (last === undefined) return;
      expect(createOperationIndex(others).admit(last, 'ok')).toBe(last.seq);
    }),
  );
});

it('knows the room again after a restart', () => {
  fc.assert(
    fc.property(anyOperations, (list) => {
      const live = createOperationIndex([]);
      for (const operation of list) {
        if (operation.counts.ok > 0) live.admit(operation, 'ok');
        if (operation.counts.ok === 0) live.admit(operation, 'failed');
        live.put(operation);
      }
      const restarted = createOperationIndex(list);
      for (const operation of list as readonly Operation[]) {
        expect(restarted.hasProof(operation)).toBe(live.hasProof(operation));
        for (const outcome of ['ok', 'failed'] as const) {
          for (let limit = 0; limit < 16; limit += 1) {
            const path = operation.path ?? '/unseen';
            expect(restarted.hasRoomForPath(path, outcome, limit)).toBe(
              live.hasRoomForPath(path, outcome, limit),
            );
          }
        }
      }
    }),
    { numRuns: 50 },
  );
});
