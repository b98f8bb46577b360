import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppError } from '../app-error.ts';
import { parseConfigFile } from './file.ts';
import { loadConfig, mergeConfig } from './load.ts';

const dir = mkdtempSync(join(tmpdir(), 'leastpath-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(text: string): string {
  const path = join(dir, 'leastpath.yaml');
  writeFileSync(path, text);
  return path;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

const yaml = (text: string) => mergeConfig([parseConfigFile(text, 'l.yaml')]).config;

it('has a default for everything', () => {
  const { config, origins } = loadConfig({ env: {} });

  expect(config).toEqual({
    als: { listen: { host: '127.0.0.1', port: 19001 } },
    otlp: { grpc: 'off', http: 'off' },
    http: { listen: { host: '127.0.0.1', port: 8080 } },
    store: { kind: 'sqlite', path: './leastpath.db' },
    flush: { interval: 5000 },
    retention: 400 * 86_400_000,
    mesh: {
      trustDomain: 'cluster.local',
      aliases: [],
      rootNamespace: 'istio-system',
      cluster: 'Kubernetes',
      configMaps: ['istio'],
      leaveOut: [],
      timeZone: 'UTC',
    },
    kubernetes: { kind: 'auto' },
    learn: {
      horizon: 7 * 86_400_000,
      risk: 0.1,
      requestBudget: 0.001,
      minAge: 14 * 86_400_000,
      calendar: true,
      timeUnit: 86_400_000,
    },
    limits: {
      streams: 4096,
      messageBytes: 4_194_304,
      queue: 100_000,
      paths: 2000,
      principals: 1000,
      workloads: 10_000,
      labels: 500,
    },
    auth: 'none',
    tls: 'none',
    log: { level: 'info', format: 'json' },
    given: new Set(),
  });
  expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
});

it('lets variables win over the file and flags over both, key by key', () => {
  const path = file('http:\n  listen: 0.0.0.0:1\nals:\n  listen: 0.0.0.0:2\nretention: 30d\n');

  const { config, origins } = loadConfig({
    file: path,
    env: { LEASTPATH_HTTP_LISTEN: '0.0.0.0:3', LEASTPATH_ALS_LISTEN: '0.0.0.0:4', HOME: '/root' },
    flags: { 'http.listen': '0.0.0.0:5', store: undefined },
  });

  expect(config.http.listen.port).toBe(5);
  expect(config.als.listen.port).toBe(4);
  expect(config.retention).toBe(30 * 86_400_000);
  expect(origins).toMatchObject({
    'http.listen': 'flag --http-listen',
    'als.listen': 'env LEASTPATH_ALS_LISTEN',
    retention: `file ${path}:5`,
    store: 'default',
  });
  expect([...config.given].toSorted()).toEqual(['als.listen', 'http.listen', 'retention']);
});

it.each([
  ['kubernetes: off', { kubernetes: { kind: 'off' } }],
  ['kubernetes: in-cluster', { kubernetes: { kind: 'in-cluster' } }],
  ['kubernetes: kubeconfig', { kubernetes: { kind: 'kubeconfig' } }],
  ['kubernetes: false', { kubernetes: { kind: 'off' } }],
  ['kubernetes: ./cluster.yaml', { kubernetes: { kind: 'inventory', path: './cluster.yaml' } }],
  ['store: "sqlite::memory:"', { store: { kind: 'sqlite', path: ':memory:' } }],
  ['learn: {calendar: off, timeUnit: 2s}', { learn: { calendar: false, timeUnit: 2000 } }],
  ['learn:\n  calendar: true', { learn: { calendar: true } }],
  ['learn.risk: 0.2', { learn: { risk: 0.2 } }],
  ['otlp: {grpc: off}', { otlp: { grpc: 'off' } }],
  ['mesh:\n  aliases: [old.example, older.example]', { mesh: { aliases: ['old.example', 'older.example'] } }],
  ['mesh:\n  aliases: old.example, older.example', { mesh: { aliases: ['old.example', 'older.example'] } }],
  ['als:\n# listen: all commented out\n', { als: { listen: { port: 19001 } } }],
  ['', { retention: 400 * 86_400_000 }],
  ['# only a comment', { retention: 400 * 86_400_000 }],
])('reads %j', (text, expected) => {
  expect(yaml(text)).toMatchObject(expected);
});

it.each([
  ['als:\n  listn: 0.0.0.0:1', 'unknown setting als.listn (file l.yaml:2): did you mean als.listen?'],
  ['htpp:\n  listen: 0.0.0.0:1', 'unknown setting htpp.listen (file l.yaml:1): did you mean http.listen?'],
  ['retension: 7d', 'unknown setting retension (file l.yaml:1): did you mean retention?'],
  [
    'flush:\n  interval: 5',
    'flush.interval: 5 (file l.yaml:2): must be a duration such as 250ms, 10s, 2h or 7d',
  ],
  ['flush:\n  interval: 0s', 'flush.interval: 0s (file l.yaml:2): must be between 10ms and 10m'],
  [
    'learn:\n  risk: 10%',
    'learn.risk: 10% (file l.yaml:2): must be a number above 0 and below 1, such as 0.1',
  ],
  ['learn:\n  risk: 1', 'learn.risk: 1 (file l.yaml:2): must be a number above 0 and below 1, such as 0.1'],
  [
    'limits:\n  queue: 1.5',
    'limits.queue: 1.5 (file l.yaml:2): must be a whole number between 100 and 10000000',
  ],
  [
    'limits: {labels: many}',
    'limits.labels: many (file l.yaml:1): must be a whole number between 0 and 100000',
  ],
  [
    'als: {listen: 19001}',
    'als.listen: 19001 (file l.yaml:1): must be HOST:PORT, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080',
  ],
  ['als: 127.0.0.1:1', 'als is a section (file l.yaml:1): write listen below it'],
  ['retention:', 'retention has no value (file l.yaml:1): give it one or remove the line'],
  ['retention: {days: 7}', 'retention (file l.yaml:1): takes one value'],
  [
    'store: postgres://u:p@h/d',
    'store: postgres://…@h/d (file l.yaml:1): is not available yet for PostgreSQL: use sqlite:PATH',
  ],
  [
    'store: leastpath.db',
    'store: leastpath.db (file l.yaml:1): must be sqlite:PATH, such as sqlite:./leastpath.db',
  ],
  [
    'otlp:\n  grpc: 0.0.0.0:4317',
    'otlp.grpc: 0.0.0.0:4317 (file l.yaml:2): is not available yet: leave it off',
  ],
  ['auth:\n  token: x', 'auth (file l.yaml:1): is not available yet: leave it out'],
  ['tls: on', 'tls: on (file l.yaml:1): is not available yet: leave it out'],
  ['mesh: {timeZone: Mars/Olympus}', 'must be an IANA time zone, such as UTC or Europe/Berlin'],
  ['mesh: {aliases: [a b]}', 'must be a list of trust domains'],
  ['log: {level: loud}', 'log.level: loud (file l.yaml:1): must be one of debug, info, warn, error, silent'],
  ['- a', 'no settings (file l.yaml:1): write KEY: VALUE lines'],
  ['retention: 1d\nretention: 2d', 'not readable as YAML (file l.yaml:2): Map keys must be unique'],
  ['als.listen: a:1\nals: {listen: b:1}', 'als.listen is there twice (file l.yaml:2): remove one'],
  ['retention: 1d\n---\nretention: 2d', 'a second document (file l.yaml:2): write one'],
  [
    'kubernetes: no',
    'kubernetes: no (file l.yaml:1): must be auto, in-cluster, kubeconfig, off, or the path of an inventory file',
  ],
  ['retention: [', 'not readable as YAML (file l.yaml:1)'],
])('refuses %j in one line', (text, message) => {
  const refused = refusal(() => yaml(text));

  expect(refused).toContain(message);
  expect(refused).not.toContain('\n');
});

it.each([
  [
    { LEASTPATH_ALS_LISTN: 'a:1' },
    'unknown setting LEASTPATH_ALS_LISTN (environment): did you mean LEASTPATH_ALS_LISTEN?',
  ],
  [{ LEASTPATH_RETENTION: '7' }, 'retention: 7 (env LEASTPATH_RETENTION): must be a duration'],
  [{ LEASTPATH_STORE: '' }, 'store is empty (env LEASTPATH_STORE): give it a value or unset the variable'],
  [{ LEASTPATH_TLS_CERT: 'x' }, 'LEASTPATH_TLS_CERT is not available yet'],
])('refuses the variables %j', (env, message) => {
  expect(refusal(() => loadConfig({ env }))).toContain(message);
});

it('starts beside Services of its own name', () => {
  const env = {
    LEASTPATH_SERVICE_HOST: '10.0.0.1',
    LEASTPATH_SERVICE_PORT: '8080',
    LEASTPATH_SERVICE_PORT_HTTP: '8080',
    LEASTPATH_PORT: 'tcp://10.0.0.1:8080',
    LEASTPATH_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
    LEASTPATH_PORT_8080_TCP_ADDR: '10.0.0.1',
    LEASTPATH_ALS_SERVICE_HOST: '10.0.0.2',
    LEASTPATH_ALS_PORT: 'tcp://10.0.0.2:19001',
  };

  expect(loadConfig({ env }).config).toEqual(loadConfig({ env: {} }).config);
});

it('names a file that is not there', () => {
  expect(refusal(() => loadConfig({ file: join(dir, 'nowhere.yaml'), env: {} }))).toMatch(
    /nowhere\.yaml .*ENOENT/,
  );
});

it('names an unknown flag', () => {
  expect(refusal(() => loadConfig({ env: {}, flags: { 'http.lisen': 'a:1' } }))).toContain(
    'did you mean http.listen?',
  );
});
