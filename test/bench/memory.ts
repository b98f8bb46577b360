/**
 * Memory of the service under hostile ALS streams: `node test/bench/memory.ts`. Prints the resident set before, at its
 * highest and at the end of each load, with V8's old space held to 512 MiB (without a limit it collects as late as the
 * machine's memory allows). Flat means: the second half of a load adds nothing to the first.
 */
import { readFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { httpEntry, httpLogs, identifier, join } from '../support/als-wire.ts';
import { recordSums } from '../support/api.ts';
import { spawnService } from '../support/service-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Load = (n: number) => Uint8Array;

const PER_MESSAGE = 20;
const entries = (make: (i: number) => Parameters<typeof httpEntry>[0]) =>
  httpLogs(...Array.from({ length: PER_MESSAGE }, (_, i) => httpEntry(make(i))));

const loads: readonly (readonly [name: string, messages: number, load: Load])[] = [
  ['every path new', 20_000, (n) => entries((i) => ({ path: `/page/of-${n}-${i}-things` }))],
  [
    'every path new, with a query of 4 KiB',
    4000,
    (n) => entries((i) => ({ path: `/q/of-${n}-${i}-things?${'x'.repeat(4096)}` })),
  ],
  [
    'every caller new',
    20_000,
    (n) => entries((i) => ({ peer: `spiffe://cluster.local/ns/shop/sa/caller-${n}-${i}` })),
  ],
  [
    'paths of 64 KiB, every one new',
    1500,
    (n) => httpLogs(httpEntry({ path: `/${n}-${'a'.repeat(65_000)}` })),
  ],
  ['every failure another path', 20_000, (n) => entries((i) => ({ path: `/wp/of-${n}-${i}`, code: 404 }))],
  ['malformed messages', 50_000, (n) => Buffer.from([0x12, 0xff, 0xff, 0xff, 0x7f, n % 256])],
];

function residentMiB(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * 4096) / 2 ** 20;
}

await using folder = await temporaryFolder();
await using service = await spawnService(
  pathOf(folder.path, 'memory.db'),
  ['--flush-interval', '1s'],
  ['--max-old-space-size=512'],
);
using sender = createAlsSender(service.alsAddress);
for (const [name, messages, load] of loads) {
  const stream = sender.open();
  await stream.send(join(identifier()));
  const before = residentMiB(service.pid);
  let half = 0;
  let highest = before;
  for (let n = 0; n < messages; n++) {
    await stream.send(load(n));
    if (n % 200 === 0) highest = Math.max(highest, residentMiB(service.pid));
    if (n === messages / 2) half = highest;
  }
  await stream.end();
  const figures = [before, half, highest, residentMiB(service.pid)].map((mib) => mib.toFixed(0));
  console.log(
    `${name}: ${messages} messages; MiB before ${figures[0]}, highest of first half ${figures[1]}, of all ${figures[2]}, end ${figures[3]}`,
  );
}
console.log(JSON.stringify(await recordSums(service.httpAddress, 'als')));
