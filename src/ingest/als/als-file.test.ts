import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ledgerOf } from '../../../test/support/als-ledger.ts';
import { RecordingTally } from '../../../test/support/als-tally.ts';
import {
  httpEntry,
  httpLogs,
  identifier,
  join,
  NODE_ID,
  nested,
  tcpEntry,
  tcpLogs,
  text,
  varint,
} from '../../../test/support/als-wire.ts';
import { Directory } from '../../core/identify/directory.ts';
import { fileIntake, readAlsFile } from './als-file.ts';
import { alsFrames } from './als-frames.ts';
import { hasIdentifier, looksLikeAls } from './identifier.ts';

const END_MS = 1_772_445_600_125;

function frame(...parts: readonly Uint8Array[]): Buffer {
  const message = join(...parts);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(message.length);
  return join(head, message);
}

async function read(...chunks: readonly Uint8Array[]) {
  const tally = new RecordingTally();
  const { messages } = await readAlsFile(chunks, fileIntake(tally, new Directory()));
  const times = [...tally.rows.values()].flatMap((row) => row.times);
  return { messages, times, drops: Object.fromEntries(tally.drops), rows: [...tally.rows.values()] };
}

describe('readAlsFile', () => {
  it('counts entries when they ended by their own clock', async () => {
    const { messages, times } = await read(
      frame(identifier(), httpLogs(httpEntry())),
      frame(httpLogs(httpEntry())),
    );
    expect({ messages, times }).toEqual({ messages: 2, times: [END_MS, END_MS] });
  });

  it('begins a new stream with each identifier', async () => {
    const other = identifier(NODE_ID.replace('cart', 'web'), { NAME: 'web-1', NAMESPACE: 'shop' });
    const { rows } = await read(
      frame(identifier(), httpLogs(httpEntry())),
      frame(other, httpLogs(httpEntry())),
      frame(httpLogs(httpEntry({ path: '/b' }))),
    );
    expect(rows.map(({ record }) => record.reporter.pod)).toEqual(['cart-7d9f-x2', 'web-1', 'web-1']);
  });

  it('tells the reporters of one file from those of the next, and their connections’ twins too', async () => {
    const tally = new RecordingTally();
    const intake = fileIntake(tally, new Directory());
    const other = identifier(NODE_ID.replace('cart', 'web'), { NAME: 'web-1', NAMESPACE: 'shop' });
    const connection = { streamId: '7e1c5b9e-connection', type: 3 };
    const start = nested(5, varint(1, 1_772_445_600));
    await readAlsFile(
      [
        frame(identifier(), httpLogs(httpEntry())),
        frame(tcpLogs(tcpEntry({ ...connection, common: [start] }))),
      ],
      intake,
    );
    await readAlsFile([frame(other, httpLogs(httpEntry()))], intake);
    await readAlsFile([frame(identifier(), httpLogs(httpEntry(connection)))], intake);
    const counted = [...tally.rows.values()].map(({ record, times }) => [record.reporter.pod, times.length]);
    expect(counted).toEqual([
      ['cart-7d9f-x2', 1],
      ['cart-7d9f-x2', 1],
      ['web-1', 1],
    ]);
    expect(tally.drops).toEqual(new Map([['duplicate-twin', 1]]));
  });

  it('counts what cannot be used, and goes on', async () => {
    const broken = frame(httpLogs(httpEntry()).subarray(0, 40));
    const { drops, times } = await read(
      frame(httpLogs(httpEntry())),
      frame(identifier()),
      broken,
      frame(httpLogs(httpEntry(), join(nested(1, text(15, 'inbound|1||')), nested(3, text(5, '/'))))),
      frame(identifier()).subarray(0, 20),
    );
    expect(drops).toEqual({ 'no-identifier': 1, malformed: 2, 'missing-field': 1 });
    expect(times).toHaveLength(1);
  });

  it('reads the same whatever pieces the bytes come in', async () => {
    const capture = readFileSync(new URL('../../../test/fixtures/als/tcp.bin', import.meta.url));
    const whole = new RecordingTally();
    await readAlsFile([capture], fileIntake(whole, new Directory()));
    for (const size of [1, 7, 4096]) {
      const pieces = new RecordingTally();
      const chunks = Array.from({ length: Math.ceil(capture.length / size) }, (_, i) =>
        capture.subarray(i * size, (i + 1) * size),
      );
      await readAlsFile(chunks, fileIntake(pieces, new Directory()));
      expect(ledgerOf(pieces)).toEqual(ledgerOf(whole));
    }
    expect(ledgerOf(whole).records.received).toBe(18);
  });
});

describe('alsFrames', () => {
  const kinds = async (limit: number, ...chunks: Uint8Array[]) => {
    const seen: unknown[] = [];
    for await (const one of alsFrames(chunks, limit))
      seen.push(one.kind === 'message' ? one.bytes.length : one.kind);
    return seen;
  };
  const small = frame(Buffer.alloc(3));
  const big = frame(Buffer.alloc(50));

  it('skips a message beyond the limit, wherever the chunks part it', async () => {
    const bytes = join(small, big, small);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await kinds(10, bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([3, 'oversize', 3]);
    }
  });

  it.each([
    [[], []],
    [[Buffer.alloc(4)], [0]],
    [[small.subarray(0, 2)], ['cut']],
    [
      [small, small.subarray(0, 6)],
      [3, 'cut'],
    ],
  ])('cuts %#', async (chunks, seen) => {
    expect(await kinds(10, ...chunks)).toEqual(seen);
  });
});

describe('looksLikeAls', () => {
  it.each([
    ['a capture', frame(identifier(), httpLogs(httpEntry())), true],
    ['its first 200 bytes', frame(identifier(), httpLogs(httpEntry())).subarray(0, 200), true],
    ['another kind of frame', frame(nested(1, nested(1, text(1, 'service.name')))), false],
    ['an id cut off', frame(identifier()).subarray(0, 30), false],
    ['log lines', Buffer.from('[2026-03-02T10:00:00.123Z] "GET / HTTP/1.1" 200 ~~~'), false],
    ['JSON', Buffer.from('{"a":1}'), false],
    ['nothing', Buffer.alloc(0), false],
  ])('tells %s', (_, head, is) => {
    expect(looksLikeAls(head)).toBe(is);
  });
});

it.each([
  ['the identifier first', join(identifier(), httpLogs()), true],
  ['the identifier last', join(httpLogs(httpEntry()), identifier()), true],
  ['none', httpLogs(httpEntry()), false],
  ['noise', Buffer.from([0xff, 0xff]), false],
])('hasIdentifier: %s', (_, message, has) => {
  expect(hasIdentifier(message)).toBe(has);
});
