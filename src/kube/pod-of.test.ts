import { describe, expect, it } from 'vitest';
import { podObject } from './kube-object.ts';
import { podOf } from './pod-of.ts';

function read(metadata: object, rest: object = {}) {
  return podOf(podObject.parse({ metadata: { name: 'p', ...metadata }, ...rest }), new Map(), 'Kubernetes');
}

describe('when a pod had its addresses', () => {
  const at = (time: string) => Date.parse(`2026-03-02T${time}Z`);
  const iso = (time: string) => `2026-03-02T${time}Z`;
  const ended = (...times: (string | null)[]) => ({
    containerStatuses: times.map((time) => ({
      state: time === null ? { running: {} } : { terminated: { finishedAt: iso(time) } },
    })),
  });

  it.each([
    ['running', {}, { phase: 'Running', startTime: iso('10:00:00') }, at('10:00:00'), null],
    [
      'created, not started',
      { creationTimestamp: iso('09:00:00') },
      { phase: 'Pending' },
      at('09:00:00'),
      null,
    ],
    ['without times', {}, {}, Number.NEGATIVE_INFINITY, null],
    [
      'told to go',
      { deletionTimestamp: iso('11:00:00') },
      { startTime: iso('10:00:00') },
      at('10:00:00'),
      at('11:00:00'),
    ],
    [
      'finished with its last container',
      {},
      { phase: 'Succeeded', startTime: iso('10:00:00'), ...ended('10:05:00', '10:09:00', '10:02:00') },
      at('10:00:00'),
      at('10:09:00'),
    ],
    [
      'failed, and deleted later',
      { deletionTimestamp: iso('12:00:00') },
      { phase: 'Failed', startTime: iso('10:00:00'), ...ended('10:05:00') },
      at('10:00:00'),
      at('10:05:00'),
    ],
    [
      'a container ended, the pod runs on',
      {},
      { phase: 'Running', startTime: iso('10:00:00'), ...ended('10:05:00', null) },
      at('10:00:00'),
      null,
    ],
    [
      'failed nobody knows when',
      {},
      { phase: 'Failed', startTime: iso('10:00:00') },
      at('10:00:00'),
      at('10:00:00'),
    ],
  ])('%s', (_, metadata, status, startTime, endTime) => {
    expect(read(metadata, { status })).toMatchObject({ startTime, endTime });
  });

  it.each([
    [{ podIPs: [{ ip: '10.0.0.1' }, { ip: 'FD00::1' }], podIP: '10.0.0.1' }, ['10.0.0.1', 'fd00::1']],
    [{ podIP: '10.0.0.1' }, ['10.0.0.1']],
    [{}, []],
  ])('%j', (status, addresses) => {
    expect(read({}, { status }).addresses).toEqual(addresses);
  });

  it('knows pods on the host network, and the account of those that name none', () => {
    const pod = read({}, { spec: { hostNetwork: true } });
    expect(pod).toMatchObject({ hostNetwork: true, serviceAccount: 'default', namespace: 'default' });
  });
});
