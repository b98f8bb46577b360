import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { honestExchange, textLineOf } from '../../../test/support/log-arbitraries.ts';
import { type ReadOptions, readInput, smallMesh } from '../../../test/support/log-mesh.ts';
import { LogTally } from '../../../test/support/log-tally.ts';
import { AppError } from '../../app-error.ts';
import { createLogReader } from './log-reader.ts';

const LINE =
  '[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r1" "cart" ' +
  '"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 s default';
const OBJECT = '{"start_time":"2026-03-02T10:00:00.123Z","method":"GET","path":"/a","response_code":200}';
const AGENT = '2026-03-02T10:00:00.123456Z\tinfo\tx';

/** Each line's end, in any order. */
function endings(input: string, options: ReadOptions = {}): Record<string, number> {
  const { tally, reader } = readInput(input, options);
  const agents = reader.counts.agentLines;
  return { ...tally.endings(), ...(agents > 0 ? { agent: agents } : {}) };
}

describe('where lines end', () => {
  it.each<[string, string, Record<string, number>, ReadOptions?]>([
    ['blank lines', '\n\r\n\n', {}],
    ['line ends of another system', `${LINE}\r\n`, { ok: 1 }],
    ['a last line without its newline', LINE, { ok: 1 }],
    ['a last line that is cut', LINE.slice(0, -40), { 'partial-line': 1 }],
    [
      'a last JSON line that is cut',
      `${OBJECT}\n${OBJECT.slice(0, -4)}`,
      { 'workload-unknown': 1, 'partial-line': 1 },
    ],
    ['a last agent line that is cut', AGENT, { agent: 1 }],
    ['a first part without its rest', `2026-03-02T10:00:01Z stdout P ${LINE}\n`, { 'partial-line': 1 }],
    ['an agent line without its rest', `2026-03-02T10:00:01Z stderr P ${AGENT}\n`, { agent: 1 }],
    ['something else', 'hello\n', { 'unparsable-line': 1 }],
    ['something else on stderr', '2026-03-02T10:00:01Z stderr F panic: oops\n', { agent: 1 }],
    ['an access log on stderr', `2026-03-02T10:00:01Z stderr F ${LINE}\n`, { ok: 1 }],
    [
      'an application among containers',
      `[pod/a/app] ${LINE}\n[pod/a/istio-proxy] ${LINE}\n`,
      { agent: 1, 'workload-unknown': 1 },
    ],
    ['JSON among TEXT', `${LINE}\n${OBJECT}\n`, { ok: 1, 'unparsable-line': 1 }],
    ['TEXT among JSON', `${OBJECT}\n${LINE}\n`, { 'workload-unknown': 1, 'unparsable-line': 1 }],
    ['TEXT where JSON is asked', `${LINE}\n`, { 'unparsable-line': 1 }, { format: 'istio-json' }],
    [
      'agents of both kinds',
      `${AGENT}\n{"level":"info","msg":"x"}\n[2026-03-02 10:00:00.123][1][info][main] x\n`,
      { agent: 3 },
    ],
    [
      'ztunnel where TEXT is asked',
      `2026-03-02T10:00:00Z\tinfo\taccess\tx\n`,
      { 'unparsable-line': 1 },
      { format: 'istio-text' },
    ],
    ['JSON that is none', '{"start_time":\n', { 'unparsable-line': 1 }],
    [
      'a request that goes on',
      `${OBJECT.replace('{', '{"log_type":"DownstreamPeriodic",')}\n`,
      { intermediate: 1 },
    ],
    ['a line over a megabyte', `${'x'.repeat(1_048_577)}\n${LINE}\n`, { oversize: 1, ok: 1 }],
    ['a header of almost a megabyte', `${LINE.replace('curl', 'x'.repeat(1_048_000))}\n`, { ok: 1 }],
  ])('%s', (_, input, expected, options) => {
    expect(endings(input, options)).toEqual(expected);
  });

  it.each([
    'ztunnel\n2026-03-02T10:00:00Z\tinfo\taccess\tx\n',
    '{"resourceLogs":[]}\n',
    '{"reporter":"source"}\n',
  ])('auto refuses what is not read yet: %j', (input) => {
    expect(() => endings(input)).toThrow(AppError);
  });

  it('the first lines that could not be read are shown', () => {
    const input = Array.from({ length: 9 }, (_, i) => (i % 2 ? LINE : `bad ${i}`)).join('\n');
    const { reader } = readInput(`${input}\n${'x'.repeat(300)}`);
    expect(reader.counts).toMatchObject({ lines: 10, records: 4, problems: 6 });
    expect(reader.counts.firstProblems).toEqual(
      [0, 2, 4, 6, 8].map((i) => ({ line: i + 1, reason: 'unparsable-line', text: `bad ${i}` })),
    );
  });

  it('and say nothing to the terminal they are shown on', () => {
    const { reader } = readInput(`${LINE}\nbad \u001b[31mred\u001b]0;title\u0007\u009b1m\u202e.\n`);
    expect(reader.counts.firstProblems.map(({ text }) => text)).toEqual([
      'bad \ufffd[31mred\ufffd]0;title\ufffd\ufffd1m\ufffd.',
    ]);
  });

  it('a tally that is full drops what it does not know', () => {
    const directory = smallMesh();
    const tally = new LogTally(directory, 1);
    const reader = createLogReader({ tally, directory, format: 'auto' });
    reader.write(Buffer.from(`${LINE}\n${LINE.replace('/a', '/b')}\n${LINE}\n`));
    reader.end();
    expect(tally.endings()).toEqual({ ok: 2, 'queue-overflow': 1 });
  });

  it('bytes that are not UTF-8 break neither a line nor its path', () => {
    const line = Buffer.from(`${LINE.replace('curl', 'caf\u00e9').replace('/a', '/\u00e9')}\n`, 'latin1');
    const { tally } = readInput(Buffer.concat([line, Buffer.from(`${LINE.replace('/a', '/\u00e9')}\n`)]));
    expect([...tally.rows.values()].map(({ record }) => record.path)).toEqual(['/\ufffd', '/\u00e9']);
  });
});

describe('any input', () => {
  const noise = fc.oneof(
    fc.constantFrom(
      LINE,
      OBJECT,
      AGENT,
      '2026-03-02T10:00:01Z stdout P ',
      '[pod/x/istio-proxy] ',
      '{"log":"',
      '\n',
      '"',
    ),
    fc.stringMatching(/^[ -~\n\t]{0,12}$/),
  );
  const input = fc.array(noise).map((pieces) => pieces.join(''));

  it('is accounted for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          input,
          fc.uint8Array({ maxLength: 400 }).map((raw) => Buffer.from(raw).toString('latin1')),
        ),
        (text) => {
          const { tally, reader } = readInput(Buffer.from(text, 'latin1'), { format: 'istio-text' });
          const records = Object.values(tally.endings()).reduce((sum, count) => sum + count, 0);
          expect(records + reader.counts.agentLines).toBeLessThanOrEqual(reader.counts.lines);
          expect(records).toBe(reader.counts.records + tally.drops.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives the same however it arrives', () => {
    const files = ['oddities-text.log', 'istio-json.log', 'kubectl-prefix-timestamps.log'];
    const whole = files.map((file) => readFileSync(`test/fixtures/logs/${file}`));
    fc.assert(
      fc.property(fc.nat(2), fc.array(fc.nat(60_000), { maxLength: 40 }), (file, cuts) => {
        const bytes = whole[file] as Buffer;
        const directory = smallMesh();
        const tally = new LogTally(directory);
        const reader = createLogReader({ tally, directory, format: 'auto' });
        const places = [0, ...cuts.toSorted((a, b) => a - b)];
        for (const [i, place] of places.entries()) reader.write(bytes.subarray(place, places[i + 1]));
        reader.end();
        const once = readInput(bytes);
        expect(tally.rows).toEqual(once.tally.rows);
        expect(tally.drops).toEqual(once.tally.drops);
        expect(reader.counts).toEqual(once.reader.counts);
      }),
      { numRuns: 20 },
    );
  });

  it('counts lines alike in any order', () => {
    const lines = fc.array(honestExchange, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lines, (exchanges) => {
        const written = exchanges.map((exchange) => textLineOf(exchange));
        const forth = readInput(`${written.join('\n')}\n`);
        const back = readInput(`${written.toReversed().join('\n')}\n`);
        expect(back.tally.endings()).toEqual(forth.tally.endings());
        expect(back.tally.operations()).toEqual(forth.tally.operations());
        expect([back.reader.first, back.reader.last]).toEqual([forth.reader.first, forth.reader.last]);
      }),
    );
  });
});
