import fc from 'fast-check';
import type { FlowDelta } from '../../src/core/aggregate/delta.ts';
import { merge } from '../../src/core/aggregate/merge.ts';
import { templatePath } from '../../src/core/aggregate/template-path.ts';
import { anonymous, known } from '../../src/core/model/caller.ts';
import type { Operation, OperationKey } from '../../src/core/model/operation.ts';
import { operationKey } from '../../src/core/model/operation.ts';

const HOUR = 3_600_000;

export const anyCaller = fc.oneof(
  fc.constantFrom('web', 'cart', 'api').map((name) => known(`cluster.local/ns/shop/sa/${name}`)),
  fc.constantFrom('plaintext' as const, 'external' as const).map(anonymous),
);

export const anyPath = fc
  .array(fc.constantFrom('a', 'b', '1', '22', 'x.js'), { minLength: 1, maxLength: 3 })
  .map((segments) => `/${segments.join('/')}`);

export const anyKey: fc.Arbitrary<OperationKey> = fc
  .record({
    reporter: fc.constantFrom('destination', 'destination', 'source'),
    caller: anyCaller,
    port: fc.constantFrom(8080, 9090),
    protocol: fc.constantFrom('http', 'http', 'tcp'),
    method: fc.constantFrom('GET', 'POST', null),
    path: anyPath,
  })
  .map((key) => (key.protocol === 'tcp' ? { ...key, method: null, path: null } : key) as OperationKey);

/** One sighting of `count` equal exchanges on a day within the last 96. */
export const anyDelta: fc.Arbitrary<FlowDelta> = fc
  .record({
    day: fc.integer({ min: 20_000, max: 20_090 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    outcome: fc.constantFrom('ok', 'ok', 'failed', 'denied'),
    count: fc.integer({ min: 1, max: 9 }),
    grpc: fc.boolean(),
    mark: fc.constantFrom(null, null, 'path-cut' as const, 'path-claimed' as const),
    literal: fc.option(
      fc.integer({ min: 0, max: 99 }).map((n) => `/a/${n}`),
      { nil: null },
    ),
  })
  .map(({ day, hour, minute, outcome, count, grpc, mark, literal }) => {
    const time = day * 24 * HOUR + hour * HOUR + minute * 60_000;
    const ok = outcome === 'ok';
    return {
      day,
      hours: 1 << hour,
      evidenceHours: ok ? 1 << hour : 0,
      ok: ok ? count : 0,
      failed: outcome === 'failed' ? count : 0,
      denied: outcome === 'denied' ? count : 0,
      firstSeen: time,
      lastSeen: time,
      firstEvidence: ok ? time : null,
      lastEvidence: ok ? time : null,
      grpc,
      marks: mark === null ? [] : [mark],
      literal,
    };
  });

/** Operations as one workload has them: distinct keys, positions from 0, evidence under its template. */
export const anyOperations: fc.Arbitrary<Operation[]> = fc
  .uniqueArray(
    fc.tuple(anyKey, fc.array(anyDelta, { minLength: 1, maxLength: 4 })).map(([key, deltas]) => {
      const proved = deltas.some(({ ok }) => ok > 0);
      const path = proved && key.path !== null ? templatePath(key.path).template : key.path;
      return { key: { ...key, path }, deltas };
    }),
    { selector: ({ key }) => operationKey(key), maxLength: 15 },
  )
  .map((rows) =>
    rows.map(({ key, deltas }, seq) => {
      let operation: Operation | null = null;
      for (const delta of deltas) operation = merge(operation, key, seq, delta).operation;
      return operation as unknown as Operation;
    }),
  );
