/**
 * Records the demo's mesh anew: `node test/support/envoy/record-demo.ts`, half a minute, needs what the Envoy tests
 * need. Writes beside the demo command:
 * - `mesh.als.gz`, `late.als.gz`: captures (capture-file.ts says how they are framed), one stream per proxy; those in
 *   `late` belong to the workload that appears later;
 * - `mesh.offsets.json`: `{"loopMilliseconds": n, "mesh": [ms, …], "late": [ms, …]}`, one offset from the loop's start
 *   for each message of a capture, in the capture's order (stream after stream, rising within each).
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { countEntries, withoutExtensions } from './als-wire.ts';
import { playBeats } from './beat.ts';
import type { Arrived } from './capture-file.ts';
import { captureOffsets, frameCapture } from './capture-file.ts';
import { DEMO_NET, DEMO_PODS } from './demo-pods.ts';
import { demoTraffic } from './demo-traffic.ts';
import { startMesh } from './mesh.ts';
import type { RecordedStream } from './sink.ts';
import { startRecordingSink } from './sink.ts';
import { until } from './until.ts';

const LOOP = 16_000;
/** Calls end before the loop does, so that the last messages still belong to it. */
const DRIVEN = LOOP - 600;
const FOLDER = new URL('../../../src/cli/demo/', import.meta.url);

await using sink = await startRecordingSink();
await using mesh = await startMesh({
  pods: Object.values(DEMO_PODS),
  sink,
  flushInterval: '0.4s',
});
const began = sink.now();
await playBeats(demoTraffic(mesh), DRIVEN);
const driven = mesh.ledger.records();
await until(
  () => (sink.entries() >= driven ? true : null),
  () => `${sink.entries()} of ${driven} entries arrived`,
);

const isLate = ({ node }: RecordedStream) => node.includes(`~${DEMO_PODS.reviews.name}.`);
const captures = {
  mesh: sink.streams().filter((stream) => !isLate(stream)),
  late: sink.streams().filter(isLate),
};
const offsets: Record<string, number[]> = {};
for (const [name, recorded] of Object.entries(captures)) {
  const streams = recorded.map(({ messages }) => messages.map(published));
  const framed = frameCapture(streams);
  const zipped = gzipSync(framed, { level: 9 });
  offsets[name] = captureOffsets(streams);
  await writeFile(new URL(`${name}.als.gz`, FOLDER), zipped);
  const entries = streams.flat().reduce((sum, { message }) => sum + countEntries(message), 0);
  console.error(
    `${name}: ${streams.length} streams, ${streams.flat().length} messages, ${entries} entries, ` +
      `${framed.length} bytes, ${zipped.length} gzipped`,
  );
}
await writeFile(new URL('mesh.offsets.json', FOLDER), offsetsJson(offsets));
const workloads = new Set(mesh.ledger.edges().map(({ workload }) => workload));
console.error(`${workloads.size} workloads, ${mesh.ledger.edges().length} concrete operations driven`);
console.error(`written to ${fileURLToPath(FOLDER)}`);

/** JSON in the formatter's layout: numbers fill lines. */
function offsetsJson(lists: Readonly<Record<string, readonly number[]>>): string {
  const members = Object.entries(lists).map(([name, numbers]) => {
    const lines = numbers.join(', ').match(/(?<= |^)\S.{0,104}(?:,(?= )|$)/g) ?? [];
    return `  "${name}": [\n    ${lines.join('\n    ')}\n  ]`;
  });
  return `{\n  "loopMilliseconds": ${LOOP},\n${members.join(',\n')}\n}\n`;
}

/** As the capture shows it: without the extension list, with addresses that look like a cluster's. */
function published({ message, arrival }: Arrived): Arrived {
  return {
    message: withClusterAddresses(Buffer.from(withoutExtensions(message))),
    arrival: Math.min(LOOP - 1, Math.max(0, arrival - began)),
  };
}

/** Replaces in place by texts of the same length, so that no protobuf length changes. */
function withClusterAddresses(bytes: Buffer): Buffer {
  const replacements = [
    [`${DEMO_NET}.113.`, '203.0.113.'],
    [`${DEMO_NET}.1.`, '10.24.1.'],
    [`${DEMO_NET}.2.`, '10.24.2.'],
    [`${DEMO_NET}.50.`, '10.24.50.'],
  ] as const;
  for (const [from, to] of replacements) {
    if (from.length !== to.length) throw new Error(`${from} and ${to} differ in length`);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at)) bytes.write(to, at, 'latin1');
  }
  return bytes;
}
