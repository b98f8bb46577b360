import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LogFilesOptions, readLogFiles } from '../../src/ingest/log/log-files.ts';
import { smallMesh } from '../support/log-mesh.ts';
import { LogTally } from '../support/log-tally.ts';

const line = (path: string, second = 0) =>
  `[2026-03-02T10:00:0${second}.123Z] "GET ${path} HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r1" "cart" ` +
  '"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 s default\n';
const object = (path: string, extra = '') =>
  `{"start_time":"2026-03-02T10:00:00.123Z","method":"GET","path":"${path}","response_code":200,` +
  '"response_code_details":"via_upstream","upstream_cluster":"inbound|8080||",' +
  `"downstream_local_address":"10.1.2.3:8080","downstream_remote_address":"10.1.9.9:5"${extra}}\n`;
const cri = (tag: string, content: string) => `2026-03-02T10:00:01Z stdout ${tag} ${content}`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'leastpath-logs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, content: string | Uint8Array): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function read(paths: readonly string[], options: Partial<LogFilesOptions> = {}) {
  const directory = smallMesh();
  const tally = new LogTally(directory);
  const report = await readLogFiles(paths, { tally, directory, format: 'auto', ...options });
  const found = [...tally.rows.values()].map(({ record }) => record.path).sort();
  return { tally, report, found };
}

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string);
}

describe('files', () => {
  it('of several formats, gzipped or not, each by its content', async () => {
    const files = [
      put('a', line('/text')),
      put('b.log', gzipSync(line('/gzip'))),
      put('c', Buffer.concat([gzipSync(line('/first')), gzipSync(line('/second'))])),
      put('d', object('/json')),
    ];
    const { found, report } = await read(files);
    expect(found).toEqual(['/first', '/gzip', '/json', '/second', '/text']);
    expect(report.files.map(({ format }) => format)).toEqual([
      'istio-text',
      'istio-text',
      'istio-text',
      'istio-json',
    ]);
    expect(report).toMatchObject({ lines: 5, records: 5, agentLines: 0, tlsUnknown: true });
  });

  it('cover what is between the first and the last record', async () => {
    const { report } = await read([put('a', line('/a', 5) + line('/a', 2)), put('b', line('/a', 7))]);
    expect([report.first, report.last]).toEqual([2, 7].map((s) => Date.UTC(2026, 2, 2, 10, 0, s, 126)));
  });

  it('are one source for what keys its lines have', async () => {
    const { tally, report } = await read([
      put('a', object('/a')),
      put('b', object('/b', ',"requested_server_name":"s"')),
    ]);
    expect(report.tlsUnknown).toBe(false);
    expect(Object.keys(tally.operations()).sort()).toEqual([
      'anonymous:plaintext → Kubernetes/shop/cart:8080 http GET /a',
      'cluster.local/ns/shop/sa/web → Kubernetes/shop/cart:8080 http GET /b',
    ]);
  });

  it('name the lines that could not be read', async () => {
    const [a, b] = [put('a', `${line('/a')}bad\n`), put('b', `${line('/b')}${line('/b')}worse\n`)];
    const { report } = await read([a, b]);
    expect(report.firstProblems).toEqual([
      { file: a, line: 2, reason: 'unparsable-line', text: 'bad' },
      { file: b, line: 3, reason: 'unparsable-line', text: 'worse' },
    ]);
  });

  it('that end too early give what they hold', async () => {
    const whole = gzipSync(Array.from({ length: 500 }, (_, i) => line(`/${i * 7919}`)).join(''));
    const { report, tally } = await read([put('a.gz', whole.subarray(0, whole.length - 200))]);
    expect(report.records).toBeGreaterThan(10);
    expect(tally.drops.filter((reason) => reason !== 'partial-line')).toEqual([]);
    expect(report.cutShort.map(({ message }) => message)).toEqual([
      expect.stringMatching(/a\.gz is cut short/),
    ]);
  });

  it.each<[string, () => string, string, string]>([
    ['missing', () => path.join(root, 'none'), 'invalid', 'does not exist'],
    [
      'damaged',
      () => put('a.gz', Buffer.concat([gzipSync(line('/a')).subarray(0, 10), Buffer.alloc(50, 255)])),
      'unreadable',
      'damaged',
    ],
    ['of ztunnel', () => put('z', '2026-03-02T10:00:00Z\tinfo\taccess\tx\n'), 'unreadable', 'ztunnel'],
    ['of flows', () => put('f', '{"reporter":"source"}\n'), 'unreadable', 'flows'],
    ['of OTLP', () => put('o', '{"resourceLogs":[]}\n'), 'unreadable', 'otlp'],
    ['an ALS capture without its reader', () => 'test/fixtures/als/mesh.bin', 'unreadable', 'ALS'],
  ])('%s', async (_, file, code, message) => {
    const reading = read([file()]);
    await expect(reading).rejects.toMatchObject({ code });
    await expect(reading).rejects.toThrow(message);
  });

  it('of ALS messages go to their own reader, whole', async () => {
    const capture: Uint8Array[] = [];
    const { report } = await read(['test/fixtures/als/mesh.bin'], {
      readAls: async (bytes) => {
        for await (const chunk of bytes) capture.push(chunk);
      },
    });
    expect(Buffer.concat(capture)).toEqual(readFileSync('test/fixtures/als/mesh.bin'));
    expect(report.files).toEqual([{ name: 'test/fixtures/als/mesh.bin', format: 'als' }]);
  });
});

describe('stdin', () => {
  it('is read where there is no file, and for a dash', async () => {
    const { found } = await read([], { stdin: chunks(line('/a').slice(0, 50), line('/a').slice(50)) });
    expect(found).toEqual(['/a']);
    const both = await read(['-', put('b', line('/b'))], { stdin: chunks(gzipSync(line('/a'))) });
    expect(both.found).toEqual(['/a', '/b']);
  });

  it('that is not there is wrong usage', async () => {
    await expect(read([])).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('directories', () => {
  const UID = '6aa2cdf8-6e6e-5454-a9c5-8d418991f42e';

  it('of any files: what is no traffic is left alone', async () => {
    put('logs/deep/a.log', line('/a'));
    put('logs/README.md', 'about\n');
    put('logs/.hidden', line('/hidden'));
    put('logs/z.log', '2026-03-02T10:00:00Z\tinfo\taccess\tx\n');
    symlinkSync(put('elsewhere', line('/linked')), path.join(root, 'logs/link.log'));
    const { found, report } = await read([path.join(root, 'logs')]);
    expect(found).toEqual(['/a', '/linked']);
    expect(report.skipped.map((file) => path.basename(file))).toEqual(['README.md', 'z.log']);
  });

  it("of a node: a pod's files in the order they were written, its proxy's alone", async () => {
    const pod = `pods/shop_cart-7d9f-x2_${UID}`;
    const [first, second, third] = [line('/one').trimEnd(), line('/two').trimEnd(), line('/three').trimEnd()];
    put(`${pod}/istio-proxy/0.log.20260302-090000.gz`, gzipSync(`${cri('P', first.slice(0, 80))}\n`));
    put(
      `${pod}/istio-proxy/0.log.20260302-100000`,
      `${cri('F', first.slice(80))}\n${cri('P', second.slice(0, 9))}\n`,
    );
    put(`${pod}/istio-proxy/0.log`, `${cri('F', second.slice(9))}\n${cri('P', third.slice(0, 70))}\n`);
    put(`${pod}/istio-proxy/1.log`, `${cri('F', third.slice(70))}\n`);
    put(`${pod}/istio-proxy/1.log.tmp`, line('/tmp'));
    put(`${pod}/app/0.log`, `${cri('F', line('/forged'))}`);
    const { found, tally, report } = await read([path.join(root, 'pods')]);
    expect(found).toEqual(['/one', '/three', '/two']);
    expect(tally.drops).toEqual([]);
    expect(report.files).toHaveLength(4);
    expect([...tally.rows.values()].map(({ record }) => record.reporter.pod)).toEqual(
      Array(3).fill('cart-7d9f-x2'),
    );
  });

  it('a file that is rotated and compressed just now counts once', async () => {
    const name = `pods/shop_cart-7d9f-x2_${UID}/istio-proxy/0.log.20260302-100000`;
    put(name, `${cri('F', line('/a'))}`);
    put(`${name}.gz`, gzipSync(`${cri('F', line('/a'))}`));
    expect((await read([path.join(root, 'pods')])).report.records).toBe(1);
  });

  it('the same file alone says whose it is too', async () => {
    cpSync('test/fixtures/logs/pods', path.join(root, 'pods'), { recursive: true });
    const file = path.join(root, `pods/payments_payments-6d4cf56db6-9f59f_${UID}/istio-proxy/0.log`);
    const { tally } = await read([file]);
    const reporters = new Set(
      [...tally.rows.values()].map(({ record }) => `${record.reporter.namespace}/${record.reporter.pod}`),
    );
    expect([...reporters]).toEqual(['payments/payments-6d4cf56db6-9f59f']);
  });
});
