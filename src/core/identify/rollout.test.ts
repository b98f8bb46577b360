import { expect, it } from 'vitest';
import { rolloutOf } from './rollout.ts';

it.each([
  ['cart-7d9f-x2', 'cart', null, '7d9f'],
  ['cart-v1-6d4cf56db6-767df', 'cart-v1', { 'pod-template-hash': '6d4cf56db6' }, '6d4cf56db6'],
  ['orders-db-0', 'orders-db', null, null],
  ['orders-db-0', 'orders-db', { 'statefulset.kubernetes.io/pod-name': 'orders-db-0' }, null],
  ['agent-x7k2p', 'agent', { 'controller-revision-hash': '5d' }, null],
  ['agent-x7k2p', 'agent', null, null],
  ['reports-29384720-abcde', 'reports', null, null],
  ['reports-30000001-abcde', 'reports', { 'job-name': 'reports-30000001' }, null],
  ['index-0-abcde', 'index', { 'batch.kubernetes.io/job-name': 'index' }, null],
  // An all-digit hash of a ReplicaSet: its alphabet has no 2 and no 3.
  ['cart-64578946-x2k4p', 'cart', null, '64578946'],
  ['cart-canary-7d9f-x2', 'cart', null, null],
  ['other-7d9f-x2', 'cart', null, null],
  ['cart', 'cart', null, null],
  ['cart-', 'cart', null, null],
] as const)('%s of %s %j: %s', (pod, owner, labels, revision) => {
  expect(rolloutOf(pod, owner, labels)).toEqual(revision === null ? null : { owner, revision });
});
