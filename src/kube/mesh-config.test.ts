import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { configMapObject } from './config-map-object.ts';
import { meshLoggingIn, policyMeshIn } from './mesh-config.ts';

function parsed(mesh: unknown) {
  const data = { mesh: typeof mesh === 'string' ? mesh : stringify(mesh) };
  return configMapObject.safeParse({ metadata: { name: 'istio' }, data });
}

function withFile(envoyFileAccessLog: unknown): object {
  return { trustDomain: 'td', extensionProviders: [{ name: 'mine', envoyFileAccessLog }] };
}

describe('the format of a provider that writes a file', () => {
  it.each<[string, unknown, unknown]>([
    ['not said', { path: '/dev/stdout' }, null],
    ['empty', { logFormat: {} }, null],
    ['null', { logFormat: null }, null],
    ['an empty text', { logFormat: { text: '' } }, null],
    ['no labels', { logFormat: { labels: {} } }, null],
    ['null labels', { logFormat: { labels: null, text: null } }, null],
    [
      'a text',
      { path: '/dev/stdout', logFormat: { text: '%START_TIME% %RESPONSE_CODE%\n' } },
      { kind: 'text', text: '%START_TIME% %RESPONSE_CODE%\n' },
    ],
    [
      'labels',
      {
        logFormat: {
          labels: {
            time: '%START_TIME%',
            http: { code: '%RESPONSE_CODE%', list: ['%PROTOCOL%', 1] },
            v: 2,
            on: true,
          },
        },
      },
      {
        kind: 'json',
        fields: {
          time: '%START_TIME%',
          http: { code: '%RESPONSE_CODE%', list: ['%PROTOCOL%', 1] },
          v: 2,
          on: true,
        },
      },
    ],
    [
      'an empty text beside labels',
      { logFormat: { text: '', labels: { a: 'b' } } },
      { kind: 'json', fields: { a: 'b' } },
    ],
    [
      'a text without what is missing',
      { logFormat: { text: 'a' }, omitEmptyValues: true },
      { kind: 'text', text: 'a', omitsEmpty: true },
    ],
    [
      'Istio’s own text without what is missing',
      { omitEmptyValues: true },
      { kind: 'text', text: '', omitsEmpty: true },
    ],
    [
      'labels without what is missing',
      { logFormat: { labels: { a: 'b' } }, omitEmptyValues: true },
      { kind: 'json', fields: { a: 'b' } },
    ],
    ['a setting nobody knows yet', { logFormat: { shape: 'x', text: 'y' } }, { kind: 'text', text: 'y' }],
  ])('%s', (_, file, format) => {
    const { data } = parsed(withFile(file));
    expect(meshLoggingIn(data ? [data] : [])?.providers).toEqual([
      { name: 'mine', kind: 'file', service: null, port: null, ...(format ? { format } : {}) },
    ]);
  });

  it('is read of a provider of another kind by nobody', () => {
    const provider = {
      name: 'o',
      envoyOtelAls: { service: 's', port: 1, logFormat: { text: 5, labels: [] } },
    };
    const result = parsed({ extensionProviders: [provider] });
    expect(meshLoggingIn(result.data ? [result.data] : [])?.providers).toEqual([
      { name: 'o', kind: 'otel-als', service: 's', port: 1 },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['a text that is none', { text: 5 }, 'text'],
    ['labels that are a list', { labels: ['%START_TIME%'] }, 'labels'],
    ['a bare text', '%START_TIME%', 'logFormat'],
  ])('%s is told, as of any other setting', (_, logFormat, where) => {
    const message = parsed(withFile({ logFormat })).error?.issues[0]?.message;
    expect(message).toMatch(new RegExp(`^extensionProviders\\.0\\.envoyFileAccessLog.*${where}: `));
  });

  it('must not hold itself', () => {
    const labels = '{self: &a {b: *a, c: [*a, *a]}}';
    const mesh = `extensionProviders: [{name: x, envoyFileAccessLog: {logFormat: {labels: ${labels}}}}]`;
    expect(parsed(mesh).error?.issues[0]?.message).toMatch(/logFormat\.labels: nests too deep$/);
  });

  it('may hold anything YAML can', () => {
    const mesh =
      'trustDomain: td\nextensionProviders:\n- name: mine\n  envoyFileAccessLog:\n    logFormat:\n      labels:\n' +
      '        __proto__: x\n        1: "%START_TIME%"\n        n: .nan\n        none:\n        a: &a [1]\n        b: *a\n';
    const { data } = parsed(mesh);
    expect(policyMeshIn(data ? [data] : [])).toEqual({ trustDomain: 'td' });
    const [provider] = meshLoggingIn(data ? [data] : [])?.providers ?? [];
    expect(provider?.format).toMatchObject({
      kind: 'json',
      fields: { 1: '%START_TIME%', none: null, a: [1], b: [1] },
    });
  });
});
