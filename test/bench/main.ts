// CPU per ALS entry of the service against a bare decode of the same bytes: paired, interleaved rounds, each
// sink and the generator in a process of its own. `node test/bench/main.ts [--rounds N] [--entries N]`
import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { LoadOrder } from './als-load.ts';
import { FIRST_MESSAGE, LEAN, leanMessages } from './lean-messages.ts';
import type { SinkReport } from './sink.ts';

const GOAL = 1.3;
const CONNECTIONS = 4;
const WARM_UP_ROUNDS = 2;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, entries: { type: 'string', default: '200000' } },
});
const rounds = Number(values.rounds);
const messages = Math.ceil(Number(values.entries) / LEAN.entriesPerMessage / CONNECTIONS);
const entries = messages * CONNECTIONS * LEAN.entriesPerMessage;

interface Child {
  readonly process: ChildProcess;
  readonly address: string;
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a bench process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

async function start(file: string): Promise<Child> {
  const child = fork(new URL(file, import.meta.url));
  return { process: child, address: (await answer<{ address: string }>(child)).address };
}

async function report(sink: Child): Promise<SinkReport> {
  const answered = answer<SinkReport>(sink.process);
  sink.process.send({ ask: 'cpu' });
  return answered;
}

/** µs of the sink's CPU per entry of one load. */
async function measure(load: Child, sink: Child): Promise<number> {
  const ready = answer(load.process);
  load.process.send({ address: sink.address, connections: CONNECTIONS, messages } satisfies LoadOrder);
  await ready;
  const before = await report(sink);
  const done = answer(load.process);
  load.process.send({ go: true });
  await done;
  const after = await report(sink);
  if (after.entries - before.entries !== entries) {
    throw new Error(`a sink counted ${after.entries - before.entries} of ${entries} entries`);
  }
  return (after.cpu - before.cpu) / entries;
}

function line(name: string, values: readonly number[], unit: string): string {
  const sorted = values.toSorted((a, b) => a - b);
  const shown = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((value) =>
    (value ?? Number.NaN).toFixed(2),
  );
  return `${name.padEnd(28)} min ${shown[0]}  median ${shown[1]}  max ${shown[2]} ${unit}`;
}

const load = await start('./als-load.ts');
const service = await start('./als-service.ts');
const bare = await start('./als-bare.ts');
const size = leanMessages().reduce((sum, message) => sum + message.length, 0) / LEAN.messages;
console.log(
  `${rounds} rounds of ${entries} entries, ${(size / LEAN.entriesPerMessage).toFixed(0)} bytes each, ` +
    `${LEAN.entriesPerMessage} a message, ${CONNECTIONS} connections; first message ${FIRST_MESSAGE.length} bytes`,
);
const results: { service: number; bare: number }[] = [];
for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
  // Whoever comes first meets another machine: they take turns.
  const first = round % 2 === 0 ? service : bare;
  const one = await measure(load, first);
  const two = await measure(load, first === service ? bare : service);
  if (round >= 0) results.push(first === service ? { service: one, bare: two } : { service: two, bare: one });
}
for (const child of [load, service, bare]) child.process.disconnect();
const ratios = results.map((result) => result.service / result.bare);
console.log(
  line(
    'service',
    results.map((result) => result.service),
    'µs CPU per entry',
  ),
);
console.log(
  line(
    'bare reduced ts-proto decode',
    results.map((result) => result.bare),
    'µs CPU per entry',
  ),
);
console.log(line('service / bare', ratios, `(goal: median ≤ ${GOAL})`));
