import { expect, it } from 'vitest';
import { AppError } from '../app-error.ts';
import { createEvents } from './events.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

function world() {
  const lines: string[] = [];
  const metrics = createMetrics({ version: '1', labelLimit: 1 });
  const logger = createLogger(
    { level: 'debug', format: 'json' },
    { write: (line: string) => void lines.push(line) },
  );
  const events = createEvents(logger, metrics.instruments, () => 1_700_000_000_000);
  const value = async (name: string) => {
    const body = await metrics
      .render({
        judgedAt: () => null,
        reports: () => [],
        report: () => undefined,
        edges: async () => null,
        denied: async () => null,
        recommendation: async () => null,
        changes: async () => null,
        simulate: () => Promise.reject(new Error('not asked for')),
        policyYaml: async () => null,
        findings: () => [],
        counters: () => [],
        pendingRecords: () => 0,
      })
      .then((answer) => answer.body);
    return Number(
      body
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  };
  return { events, value, logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

it('tells a flush in the log and in the metrics', async () => {
  const { events, value, logged } = world();

  events.flushed(0.02, 12);

  expect(logged()).toMatchObject([{ level: 'debug', msg: 'flushed', records: 12 }]);
  expect(await value('leastpath_flush_duration_seconds_count')).toBe(1);
  expect(await value('leastpath_last_flush_timestamp_seconds')).toBe(1_700_000_000);
});

it('names why a flush failed, down to the first cause', async () => {
  const { events, value, logged } = world();

  events.flushFailed(
    new AppError('unavailable', 'no store', { hint: 'free the disk', cause: new Error('disk full') }),
  );

  expect(logged()).toMatchObject([{ level: 'error', error: 'no store: disk full', hint: 'free the disk' }]);
  expect(await value('leastpath_flush_failures_total')).toBe(1);
});

it('counts streams that broke', async () => {
  const { events, value } = world();

  events.streamBroke('node');

  expect(await value('leastpath_als_streams_broken_total')).toBe(1);
});

it('does not let a stream of garbage fill the log', () => {
  const { events, logged } = world();

  for (let i = 0; i < 1000; i++) events.messageDropped('malformed', 'peer');

  expect(logged().map((line) => line.count)).toEqual([1, 10, 100, 1000]);
});

it('counts refused bodies by code', async () => {
  const { events, value } = world();

  events.ingestRejected('too-large');

  expect(await value('leastpath_ingest_requests_refused_total{code="too-large"}')).toBe(1);
});
