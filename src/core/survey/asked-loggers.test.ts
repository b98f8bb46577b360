import { describe, expect, it } from 'vitest';
import { LEASTPATH_PROVIDER, loggingWith, telemetryOf } from '../../../test/support/sample-cluster.ts';
import type { AccessLogging, MeshLogging, Telemetry } from '../model/cluster-view.ts';
import { askedLoggers, isLeastpath, type LoggingRole } from './asked-loggers.ts';

const US = { providers: ['leastpath'] };
const OTHER = { providers: ['other'] };
const of = (level: 'mesh' | 'namespace' | 'workload', ...logging: Partial<AccessLogging>[]) =>
  telemetryOf(logging, {
    namespace: level === 'mesh' ? 'istio-system' : 'shop',
    selector: level === 'workload' ? { app: 'cart' } : null,
  });

function asked(
  telemetries: readonly Telemetry[],
  logging: Partial<MeshLogging> = {},
  role: LoggingRole = 'SERVER',
): string[] {
  const source = { telemetries, logging: loggingWith(logging), rootNamespace: 'istio-system' };
  return askedLoggers(source, 'shop', { app: 'cart', v: '1' }, role).map(
    ({ provider, filtered }) => `${provider.name}${filtered ? ' filtered' : ''}`,
  );
}

describe('loggers of a sidecar for what it receives', () => {
  it.each<[string, Telemetry[], string[], Partial<MeshLogging>?]>([
    ['nothing says any', [], []],
    ['the mesh’s defaults', [], ['leastpath'], { defaultProviders: ['leastpath'] }],
    ['a Telemetry before the defaults', [of('mesh', OTHER)], ['other'], { defaultProviders: ['leastpath'] }],
    ['of the mesh', [of('mesh', US)], ['leastpath']],
    ['several', [of('mesh', { providers: ['leastpath', 'other'] })], ['leastpath', 'other']],
    ['several entries', [of('mesh', US, OTHER)], ['leastpath', 'other']],
    ['a narrower list replaces', [of('mesh', US), of('namespace', OTHER)], ['other']],
    [
      'the narrowest list replaces',
      [of('mesh', OTHER), of('namespace', OTHER), of('workload', US)],
      ['leastpath'],
    ],
    ['without a list it inherits', [of('mesh', US), of('namespace', { filtered: true })], ['leastpath']],
    [
      'named with a filter',
      [of('mesh', US), of('namespace', { ...US, filtered: true })],
      ['leastpath filtered'],
    ],
    ['named again without one', [of('mesh', { ...US, filtered: true }), of('namespace', US)], ['leastpath']],
    ['switched off for the namespace', [of('mesh', US), of('namespace', { disabled: true })], []],
    [
      'switched on again',
      [of('mesh', US), of('namespace', { disabled: true }), of('workload', US)],
      ['leastpath'],
    ],
    [
      'one of two switched off',
      [of('mesh', { providers: ['leastpath', 'other'] }), of('namespace', { ...OTHER, disabled: true })],
      [],
    ],
    ['callers only', [of('mesh', { ...US, mode: 'CLIENT' })], []],
    ['the called side only', [of('mesh', { ...US, mode: 'SERVER' })], ['leastpath']],
    [
      'a list for callers replaces none for the called',
      [of('mesh', US), of('namespace', { ...OTHER, mode: 'CLIENT' })],
      ['leastpath'],
    ],
    ['another namespace’s', [telemetryOf([US], { namespace: 'bank' })], []],
    ['another workload’s', [telemetryOf([US], { namespace: 'shop', selector: { app: 'x' } })], []],
    ['with targetRefs', [telemetryOf([US], { targeted: true })], []],
    ['one that says nothing of logs', [of('mesh', US), of('namespace')], ['leastpath']],
    ['a provider that isn’t there', [of('mesh', { providers: ['nobody'] })], []],
    ['no list and no defaults', [of('mesh', {})], []],
    ['no list and defaults', [of('mesh', {})], ['leastpath'], { defaultProviders: ['leastpath'] }],
  ])('%s', (_, telemetries, expected, logging) => {
    expect(asked(telemetries, logging)).toEqual(expected);
  });

  it.each<[AccessLogging['mode'], string[]]>([
    ['SERVER', []],
    ['CLIENT', ['leastpath']],
    ['CLIENT_AND_SERVER', ['leastpath']],
  ])('a gateway is a client: mode %s', (mode, expected) => {
    expect(asked([of('mesh', { ...US, mode })], {}, 'CLIENT')).toEqual(expected);
  });

  it.each([
    [1, 2, 'other'],
    [2, 1, 'leastpath'],
    [null, 1, 'leastpath'],
    [null, null, 'other'],
  ])('takes the oldest of one level, then the first by name: %s and %s', (a, b, expected) => {
    const all = [
      telemetryOf([US], { name: 'b', createdAt: b }),
      telemetryOf([OTHER], { name: 'a', createdAt: a }),
    ];
    expect(asked(all)).toEqual([expected]);
    expect(asked(all.toReversed())).toEqual([expected]);
  });
});

describe('a provider that is leastpath', () => {
  const at = (service: string | null) => ({ ...LEASTPATH_PROVIDER, name: 'als', service });

  it.each([
    [LEASTPATH_PROVIDER, true],
    [{ ...LEASTPATH_PROVIDER, kind: 'file' as const }, false],
    [{ ...LEASTPATH_PROVIDER, kind: 'tcp-als' as const }, true],
    [at('leastpath.obs.svc.cluster.local'), true],
    [at('obs/leastpath.obs.svc.cluster.local'), true],
    [at('blue-leastpath.obs.svc'), true],
    [at('skywalking.obs.svc'), false],
    [at('notleastpath.obs.svc'), false],
    [at('als.leastpath.svc'), false],
    [at(null), false],
  ])('%o: %s', (provider, expected) => {
    expect(isLeastpath(provider)).toBe(expected);
  });
});
