import { expect, it } from 'vitest';
import { podObject } from './kube-object.ts';
import { podOf } from './pod-of.ts';
import { goneEnd } from './pod-times.ts';

const at = (time: string) => Date.parse(`2026-03-02T${time}Z`);
const iso = (time: string) => `2026-03-02T${time}Z`;

const network = (status: string, time: string) => ({
  conditions: [
    { type: 'PodScheduled', status: 'True', lastTransitionTime: iso('09:59:00') },
    { type: 'PodReadyToStartContainers', status, lastTransitionTime: iso(time) },
  ],
});
const running = (time: string) => ({ state: { running: { startedAt: iso(time) } } });
const over = (from: string, to: string) => ({
  state: { terminated: { startedAt: iso(from), finishedAt: iso(to) } },
});
const waiting = { state: { waiting: { reason: 'PodInitializing' } } };
const going = (time: string, grace?: number) => ({
  deletionTimestamp: iso(time),
  ...(grace === undefined ? {} : { deletionGracePeriodSeconds: grace }),
});

function parsed(metadata: object, status: object) {
  const base = { phase: 'Running', podIP: '10.0.0.1', startTime: iso('10:00:00') };
  return podObject.parse({ metadata: { name: 'p', ...metadata }, status: { ...base, ...status } });
}

const read = (metadata: object, status: object) => podOf(parsed(metadata, status), new Map(), 'Kubernetes');

it.each([
  ['the network, from the next second on', {}, network('True', '10:02:30'), at('10:02:31'), null],
  [
    'its first container where nothing tells of the network',
    {},
    { containerStatuses: [running('10:01:40'), running('10:01:20')], initContainerStatuses: [waiting] },
    at('10:01:21'),
    null,
  ],
  [
    'an init container that is over',
    {},
    { containerStatuses: [running('10:01:40')], initContainerStatuses: [over('10:01:05', '10:01:30')] },
    at('10:01:06'),
    null,
  ],
  ['its acknowledgement where nothing else is said', {}, {}, at('10:00:00'), null],
  [
    'its first container once its network is gone with the last',
    {},
    {
      phase: 'Succeeded',
      ...network('False', '10:30:01'),
      containerStatuses: [over('10:01:00', '10:30:00')],
    },
    at('10:01:01'),
    at('10:30:00'),
  ],
])('a pod has its address from %s', (_, metadata, status, startTime, endTime) => {
  expect(read(metadata, status)).toMatchObject({ startTime, endTime, addresses: ['10.0.0.1'] });
});

it('has none while its network is made anew', () => {
  const pod = read({}, { ...network('False', '10:20:00'), containerStatuses: [running('10:01:00')] });
  expect(pod).toMatchObject({ addresses: [], startTime: at('10:20:00'), endTime: null });
});

it.each([
  ['told to go, and still there', going('10:30:30', 30), [running('10:01:00')], null],
  [
    'of which one container has stopped',
    going('10:30:30', 30),
    [running('10:01:00'), over('10:01:00', '10:30:10')],
    null,
  ],
  [
    'of which all have stopped',
    going('10:30:30', 30),
    [over('10:01:00', '10:30:14'), over('10:01:00', '10:30:10')],
    at('10:30:14'),
  ],
  ['that stopped long after its time', going('10:30:30', 30), [over('10:01:00', '10:55:00')], at('10:55:00')],
  ['that is written by hand', going('10:30:30', 30), [], at('10:30:00')],
  ['of which a container ended, and will start again', {}, [over('10:01:00', '10:30:00')], null],
])('one %s', (_, metadata, containerStatuses, endTime) => {
  const status = { ...network('True', '10:00:30'), containerStatuses };
  expect(read(metadata, status).endTime).toBe(endTime);
});

it('that is gone without a word had its addresses until it was told to go, or as long as its kubelet would keep silent', () => {
  const gone = at('10:40:00');
  expect(goneEnd(parsed({}, {}), gone)).toBe(at('10:39:50'));
  expect(goneEnd(parsed(going('10:30:30', 30), {}), gone)).toBe(at('10:30:00'));
  expect(goneEnd(parsed(going('10:39:55', 0), {}), gone)).toBe(at('10:39:50'));
});

it('tells its uid, its node and its addresses in one spelling', () => {
  const status = { hostIP: '::ffff:10.0.0.7', podIPs: [{ ip: '10.0.0.1' }, { ip: 'FD00::1' }] };
  expect(read({ uid: 'u-1' }, status)).toMatchObject({
    uid: 'u-1',
    hostAddress: '10.0.0.7',
    addresses: ['10.0.0.1', 'fd00::1'],
  });
  expect(read({}, {})).not.toHaveProperty('uid');
});
