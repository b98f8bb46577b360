import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFlowLines } from './flow-lines.ts';
import type { JsonLinesOptions } from './json-lines.ts';

const flow = (port: number, more = '') =>
  `{"reporter":"destination","destination":{"port":${port}},"protocol":"tcp"${more}}\n`;
const COVERAGE =
  '{"coverage":{"namespace":"shop","workload":"cart"},"from":"2026-03-01T00:00:00Z","to":"2026-03-02T00:00:00Z"}\n';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leastpath-flows-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, content: string | Uint8Array): string {
  const file = join(root, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function* bytes(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk as string);
}

async function read(paths: readonly string[], options: JsonLinesOptions = {}) {
  const ports: number[] = [];
  const covered: string[] = [];
  const report = await readFlowLines(
    paths,
    { ...options, use: 'explain' },
    {
      flow: ({ destination }) => ports.push(destination.port),
      coverage: ({ workload }) => covered.push(workload.name),
    },
  );
  return { ports, covered, report };
}

describe('flow lines', () => {
  it('come from files, gzipped or not, and stdin, in their order', async () => {
    const files = [
      put('a', flow(1)),
      put('b.gz', Buffer.concat([gzipSync(flow(2)), gzipSync(flow(3))])),
      '-',
      put('c', flow(5)),
    ];
    const { ports, report } = await read(files, { stdin: bytes(flow(4)) });
    expect(ports).toEqual([1, 2, 3, 4, 5]);
    expect(report).toMatchObject({ lines: 5, unreadable: 0, failures: [], skipped: [] });
  });

  it('come from stdin where no file is given', async () => {
    expect((await read([], { stdin: bytes(gzipSync(flow(1) + flow(2))) })).ports).toEqual([1, 2]);
  });

  it('are found in directories, whose other files are left alone', async () => {
    put('d/flows.jsonl', flow(1));
    put('d/below/more.jsonl.gz', gzipSync(COVERAGE + flow(2)));
    const readme = put('d/README.md', '# flows\n');
    const { ports, report } = await read([join(root, 'd')]);
    expect(ports.toSorted()).toEqual([1, 2]);
    expect(report.skipped).toEqual([readme]);
  });

  it('may stand beside coverage lines', async () => {
    const { ports, covered } = await read([put('a', COVERAGE + flow(1))]);
    expect({ ports, covered }).toEqual({ ports: [1], covered: ['cart'] });
  });

  it.each([
    ['byte order mark and CRLF', `\ufeff${flow(1)}${flow(2)}`.replaceAll('\n', '\r\n'), [1, 2]],
    ['blank lines', `\n  \n${flow(1)}\t\n`, [1]],
    ['no newline at the end', flow(1).trim(), [1]],
    ['other scripts', flow(1, ',"rollout":"тест-€"'), [1]],
    ['an empty file', '', []],
  ])('with %s are read', async (_, text, ports) => {
    const answer = await read([put('a', text)]);
    expect(answer.ports).toEqual(ports);
    expect(answer.report).toMatchObject({ lines: ports.length, unreadable: 0 });
  });

  it('that cannot be read are counted, the first of them named', async () => {
    const bad = ['nonsense', '[]', '{"protocol":"tcp"}', '{"destination":{"port":1}}', '1', '{'];
    const file = put('a', `\n${bad.join('\n')}\n${flow(9)}`);
    const { ports, report } = await read([file]);
    expect(ports).toEqual([9]);
    expect(report).toMatchObject({ lines: 7, unreadable: 6 });
    expect(report.firstUnreadable.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      expect.stringMatching(/^2 it is no JSON: .*nonsense/),
      '3 the line is a list, not an object',
      '4 destination is missing',
      '5 protocol is missing',
      '6 the line is 1, not an object',
    ]);
    expect(report.firstUnreadable[0]?.file).toBe(file);
  });

  it('longer than the bound are skipped', async () => {
    const file = put('a', flow(1) + flow(2, `,"rollout":"${'x'.repeat(200)}"`) + flow(3));
    const { ports, report } = await read([file], { maxLine: 150 });
    expect(ports).toEqual([1, 3]);
    expect(report.firstUnreadable).toEqual([
      { file, line: 2, reason: 'the line is longer than 150 characters' },
    ]);
  });

  it('before the end of a truncated gzip file are read, and the cut one is counted', async () => {
    const text = Array.from({ length: 2000 }, (_, i) => flow(i, `,"rollout":"r${i * 7919}"`)).join('');
    const whole = gzipSync(text);
    const { ports, report } = await read([put('a.gz', whole.subarray(0, whole.length / 2))]);
    expect(ports.length).toBeGreaterThan(100);
    expect(report.unreadable).toBeLessThanOrEqual(1);
    expect(report.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/a\.gz is cut short/),
    ]);
  });

  it('of a gzip file that is cut at the very end of a line are all read, and the cut is told', async () => {
    const whole = gzipSync(flow(1) + flow(2));
    const { ports, report } = await read([
      put('a.gz', whole.subarray(0, whole.length - 8)),
      put('b', flow(7)),
    ]);
    expect(ports).toEqual([1, 2, 7]);
    expect(report.failures).toHaveLength(1);
  });

  it('of gzip files in one are all read', async () => {
    const { ports, report } = await read([
      put('a.gz', Buffer.concat([gzipSync(flow(1)), gzipSync(flow(2))])),
    ]);
    expect({ ports, failures: report.failures }).toEqual({ ports: [1, 2], failures: [] });
  });

  it('before the damage of a gzip file are read, and so are the next files', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => flow(i % 60_000, `,"rollout":"r${i * 7919}"`)).join(
      '',
    );
    const damaged = Buffer.from(gzipSync(text));
    damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 50);
    const { ports, report } = await read([put('a.gz', damaged), put('b', flow(7))]);
    expect(ports.length).toBeGreaterThan(100);
    expect(ports.at(-1)).toBe(7);
    expect(report.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/a\.gz is damaged/),
    ]);
  });

  it('in binary rubbish are none, and nothing of it reaches a terminal', async () => {
    const rubbish = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    const { ports, report } = await read([put('a', rubbish), put('b', flow(1))]);
    expect(ports).toEqual([1]);
    expect(report.unreadable).toBe(report.lines - 1);
    expect(report.firstUnreadable.map(({ reason }) => reason).join('')).not.toMatch(/\p{C}/u);
  });

  it('of a UTF-16 file are not read, and it says so', async () => {
    const file = put('a', Buffer.from(`\ufeff${flow(1)}`, 'utf16le'));
    const { report } = await read([file]);
    expect(report.failures.map(({ message }) => message)).toEqual([`${file} is UTF-16`]);
  });

  it('need a file that exists', async () => {
    await expect(read([join(root, 'none')])).rejects.toMatchObject({ code: 'invalid' });
    await expect(read([])).rejects.toMatchObject({ code: 'invalid' });
  });

  it('are handed on piece by piece', async () => {
    const seen: number[] = [];
    const ports: number[] = [];
    await readFlowLines(
      [],
      {
        stdin: bytes(flow(1), flow(2), flow(3)),
        use: 'explain',
        betweenChunks: async () => void seen.push(ports.length),
      },
      { flow: ({ destination }) => ports.push(destination.port) },
    );
    expect(seen.slice(0, 3)).toEqual([1, 2, 3]);
  });
});
