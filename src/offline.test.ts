import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { readInventory } from './kube/inventory.ts';
import { type OfflineInput, runOffline } from './offline.ts';

const FIXTURES = resolve(import.meta.dirname, '../test/fixtures');
const { config } = loadConfig({ env: {} });

async function* bytes(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? Buffer.from(text) : text;
}

function input(change: Partial<OfflineInput> = {}): OfflineInput {
  return { paths: [], format: 'auto', stdin: bytes(), inventory: null, reporter: null, ...change };
}

const SHOP = { namespace: 'shop', owner: 'cart', labels: { app: 'cart' } };

/** A line of Istio's JSON format, without the key that tells TLS from plaintext. */
function jsonLine(path: string, time: string): string {
  return `${JSON.stringify({
    ...{
      start_time: time,
      method: 'GET',
      path,
      protocol: 'HTTP/1.1',
      response_code: 200,
      response_flags: '-',
    },
    ...{ response_code_details: 'via_upstream', bytes_received: 0, bytes_sent: 3, duration: 1 },
    ...{ upstream_cluster: 'inbound|8080||', downstream_local_address: '10.1.2.3:8080' },
    ...{ downstream_remote_address: '10.1.9.9:50012', upstream_host: '10.1.2.3:8080' },
  })}\n`;
}

describe('recorded traffic', () => {
  it('is judged at the time of its last record', async () => {
    const stdin = bytes(await readFile(join(FIXTURES, 'logs/istio-text.log')));
    await using offline = await runOffline(config, input({ stdin, reporter: SHOP }));

    expect(offline.now).toBe(
      Math.max(...offline.reader.reports().map(({ workload }) => workload.lastRecord)),
    );
    expect(offline.reader.judgedAt()).toBe(offline.now);
    expect(offline.report.last).toBe(offline.now);
    const [report] = offline.reader.reports();
    expect(report?.coverageShare).toBe(1);
    expect(report?.workload.inputs).toEqual(['log']);
  });

  it('may be captures and logs together', async () => {
    const paths = [join(FIXTURES, 'als/basic-http.bin'), join(FIXTURES, 'logs/istio-text.log')];
    await using offline = await runOffline(config, input({ paths, reporter: SHOP }));

    const sources = new Set(offline.reader.counters().map(({ source }) => source));
    expect(sources).toEqual(new Set(['als', 'log']));
    expect(offline.reader.pendingRecords()).toBe(0);
  });

  it('without a record is judged too', async () => {
    await using offline = await runOffline(config, input());
    expect(offline.reader.reports()).toEqual([]);
    expect(offline.now).toBe(0);
  });
});

describe('however small the queue', () => {
  const small = { ...config, limits: { ...config.limits, queue: 100 } };
  const lines = Array.from({ length: 1500 }, (_, i) => {
    return jsonLine(`/page/${i}-of-many`, new Date(Date.UTC(2026, 5, 1) + i).toISOString());
  });

  it('nothing is dropped: neither what is read in one piece …', async () => {
    const text = await readFile(join(FIXTURES, 'logs/istio-text.log'), 'utf8');
    const many = Array.from({ length: 40 }, (_, i) => text.replaceAll('GET /', `GET /${i}-copy/`)).join('');
    await using offline = await runOffline(small, input({ stdin: bytes(many), reporter: SHOP }));

    const dropped = offline.reader.counters().filter(({ disposition }) => disposition.kind === 'dropped');
    expect(dropped).toEqual([]);
  });

  it('… nor what waits until the end for a line that says what it means', async () => {
    await using offline = await runOffline(small, input({ stdin: bytes(...lines), reporter: SHOP }));

    expect(offline.report.tlsUnknown).toBe(true);
    expect(offline.reader.counters().reduce((sum, { count }) => sum + count, 0)).toBe(1500);
    expect(offline.reader.counters().filter(({ disposition }) => disposition.kind === 'dropped')).toEqual([]);
  });
});

describe('namespaces that are left out', () => {
  const LEDGER = 'Kubernetes/payments/ledger';
  const withheldWith = async (flags: Readonly<Record<string, string>>, namespace: string | null = null) => {
    const inventory = await readInventory([join(FIXTURES, 'logs/inventory.yaml')], config.mesh);
    const paths = [join(FIXTURES, 'logs/pods')];
    const { config: settings } = loadConfig({ env: {}, flags });
    await using offline = await runOffline(settings, input({ paths, inventory, namespace }));
    expect((await offline.reader.edges(LEDGER, 'callers'))?.length).toBeGreaterThan(0);
    return offline.reader.report(LEDGER)?.withheld.callers;
  };

  it.each([
    ['another', {}, null, null],
    ['the root namespace', { 'mesh.rootNamespace': 'payments' }, null, 'left-out'],
    ['the root namespace, asked for by name', { 'mesh.rootNamespace': 'payments' }, 'payments', null],
    [
      'the root namespace, and another is asked for',
      { 'mesh.rootNamespace': 'payments' },
      'data',
      'left-out',
    ],
    ['one of the setting', { 'mesh.leaveOut': 'bank,payments' }, null, 'left-out'],
    ['not of the setting', { 'mesh.leaveOut': 'bank', 'mesh.rootNamespace': 'payments' }, null, null],
  ])('%s', async (_, flags, namespace, expected) => {
    expect(await withheldWith(flags as Readonly<Record<string, string>>, namespace)).toBe(expected);
  });
});
