import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Shape } from '../../src/ingest/log/format-shape.ts';
import { operatorOf } from '../../src/ingest/log/operators.ts';
import { claimAddressRange } from '../support/envoy/address-range.ts';
import { NO_OPERATORS, REAL_OPERATORS } from '../support/envoy/format-operators.ts';
import { FULL_VIEW } from '../support/envoy/format-view.ts';
import { driveHostileCalls } from '../support/envoy/hostile-traffic.ts';
import type { Mesh } from '../support/envoy/mesh.ts';
import { startMesh } from '../support/envoy/mesh.ts';
import { startRecordingSink } from '../support/envoy/sink.ts';
import { smallMesh } from '../support/envoy/small-mesh.ts';
import { driveGateway, driveSmallMesh } from '../support/envoy/small-mesh-traffic.ts';
import { until } from '../support/envoy/until.ts';
import { refusalOf } from '../support/envoy/validate-formats.ts';

const textOf = (operator: string) => ({ kind: 'text', text: `%${operator}%` }) as const;

it('knows every operator that Envoy has', async () => {
  expect(await refusalOf(...REAL_OPERATORS.map(textOf))).toBeNull();
  expect(REAL_OPERATORS.filter((operator) => operatorOf(operator) === null)).toEqual([]);
});

it.each(NO_OPERATORS)('knows as well as Envoy that there is no operator %s', async (operator) => {
  expect(await refusalOf(textOf(operator))).toMatch(/Not supported field|Incorrect configuration/);
  expect(operatorOf(operator)).toBeNull();
});

/** Each operator with a mark before it, so that JSON has its text and not a number or null. */
const VALUES = {
  name: 'values',
  template: { kind: 'json', fields: Object.fromEntries(REAL_OPERATORS.map((name) => [name, `=%${name}%`])) },
  view: FULL_VIEW,
  ambiguous: [],
} as const;

it('takes every value that a real Envoy prints for what its operator may print', async () => {
  await using range = await claimAddressRange();
  await using sink = await startRecordingSink();
  const pods = smallMesh(range.net);
  await using mesh = await startMesh({ pods: pods.all, sink, formats: [VALUES] });
  await driveSmallMesh(mesh, pods);
  await driveGateway(mesh, pods, `${range.net}.9.9`);
  await driveHostileCalls(mesh, pods);
  const values = await until(
    async () => {
      const lines = await linesOf(mesh);
      return lines.length < mesh.ledger.records() ? null : lines.flatMap((line) => Object.entries(line));
    },
    () => 'not every exchange was logged',
  );
  expect(new Set(values.map(([operator]) => operator)).size).toBe(REAL_OPERATORS.length);
  const unfit = values.filter(([operator, value]) => {
    const shape = operatorOf(operator)?.shape;
    return shape === undefined || !fits(shape, Buffer.from(value.slice(1), 'latin1'));
  });
  // One example of each.
  expect(Object.fromEntries(unfit)).toEqual({});
});

async function linesOf(mesh: Mesh): Promise<Record<string, string>[]> {
  const texts = await Promise.all(mesh.ownLogs(VALUES.name).map((path) => readFile(path, 'latin1')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, string>),
  );
}

function fits(shape: Shape, value: Buffer): boolean {
  if (shape.kind === 'free') return !shape.filled || value.length > 0;
  if (shape.kind === 'word') {
    if (value.length < shape.least || value.some((byte) => shape.alphabet[byte] === 0)) return false;
    return value.length === 0 || shape.check(value, 0, value.length);
  }
  const { counts, least, most } = shape.form;
  const seen = new Map<number, number>();
  for (const byte of value) seen.set(byte, (seen.get(byte) ?? 0) + 1);
  const fitting = [...seen].every(([byte, count]) => counts[byte] === -1 || counts[byte] === count);
  return fitting && value.length >= least && value.length <= most;
}
