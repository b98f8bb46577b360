import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import type { Command } from 'commander';
import { type App, createApp } from '../app.ts';
import { loadConfig } from '../config/load.ts';
import { createAlsSender } from '../ingest/als/als-replay.ts';
import type { WorkloadReport } from '../ports.ts';
import { playLoops, until } from './demo/play.ts';
import { readRecordedMesh } from './demo/recorded-mesh.ts';
import { print } from './print.ts';

/** One day of the learning takes two seconds here. */
const TIME_UNIT = '2s';
/** When the late workload appears, ms: it is still learning when the first of the others is stable. */
const LATE = 50_000;

export function addDemo(program: Command, signal: AbortSignal): void {
  program
    .command('demo')
    .description('the service on a temporary database, fed with a recorded mesh in scaled time')
    .option('--port <port>', 'of the page and the API; 0 takes a free one', '8080')
    .addHelpText('after', '\nRuns until Ctrl-C.\n\nExample:\n  leastpath demo --port 9000')
    .action((flags: { readonly port: string }) => demo(flags.port, signal));
}

async function demo(port: string, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leastpath-demo-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const { config } = loadConfig({
    env: {},
    flags: {
      'als.listen': '127.0.0.1:0',
      'http.listen': `127.0.0.1:${port}`,
      store: `sqlite:${join(folder, 'demo.db')}`,
      kubernetes: 'off',
      'flush.interval': '200ms',
      'learn.timeUnit': TIME_UNIT,
      'log.level': 'warn',
      'log.format': 'text',
    },
  });
  const app = await createApp(config);
  stack.use(app);
  await print(`${app.url}/\n`);
  say(
    `The page is at ${app.url}/ . Time is scaled: one day of learning takes ${TIME_UNIT}. Ctrl-C ends the demo.`,
  );
  const recorded = await readRecordedMesh();
  const sender = createAlsSender(app.alsAddress);
  stack.defer(() => sender[Symbol.dispose]());
  await Promise.all([
    playLoops(sender, recorded.mesh, recorded.loopMilliseconds, signal),
    until(Date.now() + LATE, signal).then(() =>
      playLoops(sender, recorded.late, recorded.loopMilliseconds, signal),
    ),
    narrate(app, signal),
  ]);
}

/** A line every few seconds, and the first stable policy as soon as there is one. */
async function narrate(app: App, signal: AbortSignal): Promise<void> {
  const began = Date.now();
  let shown = false;
  let ticks = 0;
  try {
    for await (const _ of setInterval(1000, undefined, { signal })) {
      const reports = app.reader.reports();
      const stable = reports.find((report) => report.readiness.callers.state === 'stable');
      if (stable && !shown) {
        shown = true;
        await showFirst(app, stable, reports, Date.now() - began);
      }
      if (ticks++ % 5 === 0) say(progress(reports, Date.now() - began));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function showFirst(
  app: App,
  stable: WorkloadReport,
  reports: readonly WorkloadReport[],
  ms: number,
): Promise<void> {
  say(`\nFirst stable recommendation after ${Math.round(ms / 1000)} s: ${stable.id}\n`);
  await print((await app.reader.policyYaml(stable.id, 'callers', false)) ?? '');
  for (const { id, readiness, next } of reports) {
    if (readiness.callers.state !== 'stable')
      say(`  not yet: ${id} (${readiness.callers.state}): ${next.callers}`);
  }
  say('');
}

function progress(reports: readonly WorkloadReport[], ms: number): string {
  const states = new Map<string, number>();
  for (const { readiness } of reports) {
    states.set(readiness.callers.state, (states.get(readiness.callers.state) ?? 0) + 1);
  }
  const counts = [...states].sort().map(([state, count]) => `${count} ${state}`);
  return `${Math.round(ms / 1000)} s: ${counts.join(', ') || 'waiting for the first records'}`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
