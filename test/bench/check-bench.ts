// `leastpath check` on 500 policies and a million flow lines, beside a plain JSON.parse of the same lines; each in a
// process of its own, taking turns. `node test/bench/check-bench.ts [--lines N] [--rounds N]`
import { fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CheckLoad, writeCheckLoad } from './check-load.ts';

const LINES = 1_000_000;
const ROUNDS = 3;
/** CPU of `check` by that of parsing the same lines; neither with what loading the program takes. */
const RATIO = 2.2;
/** MiB */
const MEMORY = 600;

interface Run {
  /** Seconds, by the clock and of this process's CPU, once the program is loaded. */
  readonly wall: number;
  readonly cpu: number;
  /** Peak resident memory, MiB. */
  readonly memory: number;
}

interface Pair {
  readonly check: Run;
  readonly parse: Run;
}

/** Prints the figures; true = CPU and memory keep within what is asked, whatever else the machine does. */
export async function benchCheck(lines = LINES, rounds = ROUNDS): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'leastpath-bench-'));
  try {
    const load = await writeCheckLoad(folder, lines);
    const megabytes = ((await stat(load.flows)).size / 1e6).toFixed(0);
    const runs: Pair[] = [];
    for (let round = 0; round < rounds; round++) {
      runs.push({ check: await run('check', load), parse: await run('parse', load) });
    }
    const ratio = median(runs, ({ check, parse }) => check.cpu / parse.cpu);
    const memory = median(runs, ({ check }) => check.memory);
    console.log(`check: 500 policies, ${lines} flow lines (${megabytes} MB), median of ${rounds} rounds`);
    for (const what of ['check', 'parse'] as const) {
      const of = (figure: keyof Run) => median(runs, (pair) => pair[what][figure]);
      const name = what === 'check' ? 'check' : 'JSON.parse alone';
      console.log(
        `  ${name.padEnd(18)}${of('wall').toFixed(1)} s, ${of('cpu').toFixed(1)} s of CPU, ` +
          `${Math.round(lines / of('wall'))} lines/s, peak ${of('memory').toFixed(0)} MiB`,
      );
    }
    console.log(`  check / JSON.parse ${ratio.toFixed(2)} of CPU (goal: ≤ ${RATIO}; peak ≤ ${MEMORY} MiB)`);
    return ratio <= RATIO && memory <= MEMORY;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function median(runs: readonly Pair[], of: (pair: Pair) => number): number {
  return runs.map(of).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN;
}

function run(what: 'check' | 'parse', { policies, flows }: CheckLoad): Promise<Run> {
  const child = fork(import.meta.filename, ['--run', what, policies, flows], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((done, failed) => {
    child.once('message', (message) => done(message as Run));
    child.once('exit', (code) => failed(new Error(`${what} ended with ${code}: ${said}`)));
  });
}

type Create = typeof import('../../src/cli/program.ts').createProgram;

async function check(createProgram: Create, policies: string, flows: string): Promise<void> {
  const args = ['check', '--policies', policies, '--traffic', flows, '--output', 'json'];
  await createProgram(AbortSignal.abort()).parseAsync(['node', 'leastpath', ...args]);
  // The load has callers that are on no list: the answer is "no".
  if (process.exitCode !== 1) throw new Error(`check ended with ${process.exitCode}`);
}

async function parse(flows: string): Promise<void> {
  let rest = '';
  for await (const chunk of createReadStream(flows, { encoding: 'utf8', highWaterMark: 2 ** 18 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) JSON.parse(line);
  }
}

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { lines: { type: 'string' }, rounds: { type: 'string' }, run: { type: 'string' } },
});
if (process.send && values.run !== undefined) {
  const [policies = '', flows = ''] = positionals;
  const { createProgram } = await import('../../src/cli/program.ts');
  const loaded = process.cpuUsage();
  const began = performance.now();
  await (values.run === 'check' ? check(createProgram, policies, flows) : parse(flows));
  const { user, system } = process.cpuUsage(loaded);
  const wall = (performance.now() - began) / 1000;
  const run: Run = { wall, cpu: (user + system) / 1e6, memory: process.resourceUsage().maxRSS / 1024 };
  process.send(run);
  process.disconnect();
  process.exitCode = 0;
} else if (import.meta.main) {
  const kept = await benchCheck(Number(values.lines ?? LINES), Number(values.rounds ?? ROUNDS));
  process.exitCode = kept ? 0 : 1;
}
