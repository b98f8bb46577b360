import type { FakeObject } from './fake-collection.ts';

export const PODS = '/api/v1/pods';
export const POLICIES = '/apis/security.istio.io/v1/authorizationpolicies';

export interface FakePod {
  readonly uid?: string;
  readonly ip?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deployment?: string;
}

/** A running pod of namespace `shop`. */
export function fakePod(name: string, { uid, ip, labels = { app: name } }: FakePod = {}): FakeObject {
  return {
    metadata: {
      namespace: 'shop',
      name,
      labels,
      ...(uid === undefined ? {} : { uid }),
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { serviceAccountName: name, containers: [{ name: 'app', env: [{ name: 'LONG', value: 'x' }] }] },
    status: {
      phase: 'Running',
      startTime: '2026-01-01T00:00:00Z',
      ...(ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] }),
    },
  };
}

export function fakePolicy(name: string, spec: object = {}): FakeObject {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace: 'shop', name },
    spec,
  };
}
