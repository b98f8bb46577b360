import { describe, expect, it } from 'vitest';
import { CART_URI, mtls, samplePod, sampleRecord, WEB_URI } from '../../../test/support/sample-record.ts';
import { callerKey } from '../model/caller.ts';
import type { NodeType, TrafficRecord } from '../model/record.ts';
import { callerOf } from './caller.ts';
import { Directory } from './directory.ts';

const WEB = 'cluster.local/ns/shop/sa/web';

function callerIn(
  changes: Parameters<typeof sampleRecord>[0],
  nodeType: NodeType = 'sidecar',
  directory = new Directory(),
): string {
  return callerKey(callerOf(sampleRecord(changes), nodeType, directory, 'cluster.local'));
}

const noSan = (peerCertificate: boolean, ...localUriSans: string[]): TrafficRecord['peer'] => ({
  kind: 'tls',
  peerUriSans: [],
  localUriSans,
  peerCertificate,
});

describe('by certificate', () => {
  it.each([
    ['a SPIFFE URI of Istio’s form', mtls(WEB_URI), WEB],
    ['the same twice', mtls(WEB_URI, WEB_URI), WEB],
    [
      'another trust domain, as seen',
      mtls('spiffe://partner.example/ns/edge/sa/c'),
      'partner.example/ns/edge/sa/c',
    ],
    ['two', mtls(WEB_URI, CART_URI), 'anonymous:ambiguous-san'],
    ['two, one of them Istio’s', mtls('https://x', WEB_URI), 'anonymous:ambiguous-san'],
    ['SPIFFE of a VM', mtls('spiffe://cluster.local/vm/legacy-7'), 'anonymous:not-an-istio-id'],
    ['https', mtls('https://cluster.local/ns/shop/sa/web'), 'anonymous:not-an-istio-id'],
    ['a longer path', mtls('spiffe://cluster.local/ns/shop/sa/web/x'), 'anonymous:not-an-istio-id'],
    ['DNS or no names', noSan(true, CART_URI), 'anonymous:no-spiffe-id'],
    ['no certificate', noSan(false, CART_URI), 'anonymous:handshake-unfinished'],
    ['M3 plaintext', { kind: 'plaintext' }, 'anonymous:plaintext'],
  ] as const)('%s: %s', (_, peer, caller) => {
    expect(callerIn({ peer })).toBe(caller);
  });

  it('never asks the Directory where certificates were visible', () => {
    const directory = new Directory();
    directory.put(samplePod('web', '10.1.9.9'));
    for (const peer of [{ kind: 'plaintext' } as const, noSan(true), mtls('https://x')]) {
      expect(callerIn({ peer }, 'sidecar', directory)).toMatch(/^anonymous:/);
    }
  });
});

describe('by certificate in a log, which can’t tell one without URI from none', () => {
  const log = { source: 'log' } as const;
  const silent = { protocol: 'tcp', outcome: { protocol: 'tcp', bytesIn: 0, bytesOut: 0 } } as const;

  it.each([
    ['no local certificate either', { ...log, peer: noSan(false) }, 'plaintext'],
    ['a request', { ...log, peer: noSan(false, CART_URI) }, 'no-spiffe-id'],
    ['a silent connection', { ...log, ...silent, peer: noSan(false, CART_URI) }, 'handshake-unfinished'],
    ['a silent plaintext connection', { ...log, ...silent, peer: noSan(false) }, 'plaintext'],
    [
      'a connection with bytes',
      { ...log, protocol: 'tcp', outcome: { protocol: 'tcp', bytesIn: 5 }, peer: noSan(false, CART_URI) },
      'no-spiffe-id',
    ],
  ] as const)('%s: %s', (_, changes, reason) => {
    expect(callerIn(changes)).toBe(`anonymous:${reason}`);
  });
});

describe('by address', () => {
  const directory = new Directory();
  directory.put(samplePod('web', '10.1.9.9', { startTime: 500, endTime: 2000 }));
  directory.put(samplePod('host', '10.0.0.7', { hostNetwork: true }));
  directory.put(samplePod('bare', '10.1.9.8', { serviceAccount: '' }));
  const sni = 'outbound_.8080_._.cart.shop.svc.cluster.local';
  const from = (ip: string, port = 5) => ({ directRemote: null, remote: { ip, port } });
  const peer = { kind: 'address', sni } as const;

  it.each([
    ['the address’s pod', { ...from('10.1.9.9'), peer }, WEB],
    [
      'the same where the format has no SNI',
      { ...from('10.1.9.9'), peer: { kind: 'address', sni: undefined } },
      WEB,
    ],
    ['any SNI', { ...from('10.1.9.9'), peer: { kind: 'address', sni: 'x' } }, WEB],
    ['no SNI', { ...from('10.1.9.9'), peer: { kind: 'address', sni: null } }, 'anonymous:plaintext'],
    [
      'no SNI goes first',
      { ...from('10.1.9.9', 0), peer: { kind: 'address', sni: null } },
      'anonymous:plaintext',
    ],
    ['port 0', { ...from('10.1.9.9', 0), peer }, 'anonymous:forwarded-address'],
    ['port 0 of an unknown address', { ...from('10.9.9.9', 0), peer }, 'anonymous:forwarded-address'],
    ['nobody’s address', { ...from('10.9.9.9'), peer }, 'anonymous:unknown-address'],
    ['a node’s address', { ...from('10.0.0.7'), peer }, 'anonymous:unknown-address'],
    ['a pod without service account', { ...from('10.1.9.8'), peer }, 'anonymous:unknown-address'],
    ['no address', { directRemote: null, remote: null, peer }, 'anonymous:unknown-address'],
    ['before the pod', { ...from('10.1.9.9'), peer, startTime: 499 }, 'anonymous:unknown-address'],
    [
      'after the pod, though it ended in time',
      { ...from('10.1.9.9'), peer, startTime: 2000, time: 1999 },
      'anonymous:unknown-address',
    ],
    [
      'the physical peer, not who was forwarded for',
      { directRemote: { ip: '10.1.9.9', port: 5 }, remote: { ip: '10.9.9.9', port: 0 }, peer },
      WEB,
    ],
  ] as const)('%s: %s', (_, changes, caller) => {
    expect(callerIn({ source: 'log', ...changes }, 'sidecar', directory)).toBe(caller);
  });

  it('a gateway’s callers are outside, pod or not', () => {
    expect(callerIn({ ...from('10.1.9.9'), peer }, 'router', directory)).toBe('anonymous:external');
  });
});

describe('at a gateway', () => {
  it.each([
    ['plaintext', { kind: 'plaintext' }, 'anonymous:external'],
    ['TLS without client certificate', noSan(false), 'anonymous:external'],
    ['a client certificate of another kind', mtls('https://bank.example'), 'anonymous:external'],
    ['two names', mtls(WEB_URI, CART_URI), 'anonymous:external'],
    ['a certificate of the mesh', mtls(WEB_URI), WEB],
  ] as const)('%s: %s', (_, peer, caller) => {
    expect(callerIn({ peer }, 'router')).toBe(caller);
  });
});

describe('at a waypoint (M4)', () => {
  const peer = { kind: 'plaintext' } as const;

  it.each([
    ['by filter state', { peer, peerPrincipalState: WEB_URI }, WEB],
    ['of another form', { peer, peerPrincipalState: 'spiffe://x/vm/1' }, 'anonymous:not-an-istio-id'],
    ['not logged', { peer }, 'anonymous:waypoint-identity-missing'],
    [
      'nor in a log',
      { source: 'log', peer: { kind: 'address', sni: null } },
      'anonymous:waypoint-identity-missing',
    ],
  ] as const)('%s: %s', (_, changes, caller) => {
    expect(callerIn(changes, 'waypoint')).toBe(caller);
  });

  it('a sidecar that receives through a tunnel has the filter state as well', () => {
    expect(callerIn({ peer, peerPrincipalState: WEB_URI })).toBe(WEB);
  });
});
