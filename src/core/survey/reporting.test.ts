import { describe, expect, it } from 'vitest';
import {
  loggingWith,
  podOfWorkload,
  surveyWith,
  telemetryOf,
  workloadNamed,
} from '../../../test/support/sample-cluster.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Pod } from '../model/pod.ts';
import { DAY, HOUR } from '../model/scaled-time.ts';
import { type Reporting, reportingOf } from './reporting.ts';

const NOW = 10 * DAY;
const ASKED = { telemetries: [telemetryOf([{ providers: ['leastpath'] }])], logging: loggingWith() };
const pod = (name: string, age: number, changes: Partial<Pod> = {}) =>
  podOfWorkload('cart', { name, startTime: NOW - age, ...changes });

function reporting(
  pods: readonly Pod[],
  heard: readonly string[] = [],
  { view = ASKED, since = 0 }: { view?: Partial<ClusterView>; since?: number } = {},
): Reporting | null {
  const isHeard = ({ name }: Pod) => heard.includes(name);
  const known = { now: NOW, listeningSince: since, timeUnit: DAY, isHeard };
  return reportingOf(workloadNamed('cart').key, surveyWith(pods, view), known);
}

describe('who of a workload reports', () => {
  it.each([
    [
      'all heard',
      [pod('a', DAY), pod('b', DAY)],
      ['a', 'b'],
      { asked: 2, heard: 2, silent: [], silentSince: null },
    ],
    [
      'one silent',
      [pod('a', DAY), pod('b', 2 * HOUR)],
      ['a'],
      { asked: 2, heard: 1, silent: ['shop/b'], silentSince: NOW - 2 * HOUR },
    ],
    [
      'one too new',
      [pod('a', DAY), pod('b', HOUR - 1)],
      ['a'],
      { asked: 2, heard: 1, silent: [], silentSince: null },
    ],
    [
      'one in the place of one that was silent',
      [pod('a', DAY), pod('b', 2 * HOUR), pod('old', 5 * DAY, { endTime: NOW - 3 * HOUR })],
      ['a'],
      { asked: 2, heard: 1, silent: ['shop/b'], silentSince: NOW - 5 * DAY },
    ],
    [
      'one that ended before it could be heard',
      [pod('a', DAY), pod('old', 5 * DAY, { endTime: NOW - 5 * DAY + 1 })],
      ['a'],
      { asked: 1, heard: 1, silent: [], silentSince: null },
    ],
    ['without a sidecar', [pod('a', DAY, { inbound: undefined as never })], [], { asked: 0, silent: [] }],
  ])('%s', (_, pods, heard, expected) => {
    expect(reporting(pods, heard)).toMatchObject(expected);
  });

  it('is not asked as a gateway by what asks only servers', () => {
    const gateway = [podOfWorkload('cart', { name: 'a' }, { plane: 'gateway' })];
    const view = (mode: 'SERVER' | 'CLIENT') => ({
      ...ASKED,
      telemetries: [telemetryOf([{ providers: ['leastpath'], mode }])],
    });
    expect(reporting(gateway, [], { view: view('SERVER') })).toMatchObject({ asked: 0 });
    expect(reporting(gateway, [], { view: view('CLIENT') })).toMatchObject({ asked: 1 });
  });

  it('waits until leastpath has listened for an hour', () => {
    const pods = [pod('a', DAY), pod('b', DAY)];
    expect(reporting(pods, ['a'], { since: NOW - HOUR / 2 })).toMatchObject({ silent: [] });
    expect(reporting(pods, ['a'], { since: NOW - HOUR })).toMatchObject({ silent: ['shop/b'] });
  });

  it('asks nobody where no Telemetry does', () => {
    const view = { ...ASKED, telemetries: [] };
    expect(reporting([pod('a', DAY)], [], { view })).toMatchObject({ asked: 0, silent: [] });
  });

  it.each([{ telemetries: null }, { logging: null }])('knows nothing without %o', (missing) => {
    expect(reporting([pod('a', DAY)], [], { view: { ...ASKED, ...missing } })).toBeNull();
  });

  it('says where a filter stands', () => {
    const telemetries = [telemetryOf([{ providers: ['leastpath'], filtered: true }])];
    expect(reporting([pod('a', DAY)], [], { view: { ...ASKED, telemetries } })?.filtered).toBe(true);
    expect(reporting([pod('a', DAY)])?.filtered).toBe(false);
  });
});
