import { anonymous, type Caller, known } from '../../../src/core/model/caller.ts';
import { callOutcome, isDenied } from '../envoy/call-outcome.ts';
import { type Answer, createCalls } from '../envoy/calls.ts';
import type { Ledger } from '../envoy/ledger.ts';
import type { Mesh } from './mesh.ts';
import {
  addressOf,
  appAddressOf,
  hostOf,
  idOfPod,
  type MeshPod,
  type MeshPort,
  portOf,
  principalOfPod,
} from './mesh-pod.ts';
import { NODE_ADDRESS } from './network.ts';
import { NO_CERTIFICATES } from './no-certificates.ts';

/** A call from one pod to another; `port` is where the callee listens. */
export interface DrivenCall {
  readonly from: MeshPod;
  readonly to: MeshPod;
  readonly port: number;
  /** Both left out: a TCP connection. */
  readonly method?: string;
  readonly path?: string;
  /** The application's answer, if not its best. */
  readonly wanted?: number;
}

/** A request from outside of the cluster; `path` is what is asked of the gateway, `inner` what reaches the callee. */
export interface OutsideCall {
  readonly from: 'outside';
  readonly via: MeshPod;
  readonly to: MeshPod;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly inner: string;
}

export type SceneCall = DrivenCall | OutsideCall;

export interface Driver extends AsyncDisposable {
  /** Makes the call, writes down what it proves, and says whether it came through to the application. */
  drive(call: SceneCall): Promise<'passed' | 'refused'>;
}

export function createDriver(mesh: Mesh, ledger: Ledger): Driver {
  const outside = createCalls(NO_CERTIFICATES);

  async function fromPod({ from, to, port, method, path, wanted }: DrivenCall) {
    const { protocol, port: servicePort } = portOf(to, port);
    const peer = { address: from.proxy === 'none' ? addressOf(from) : appAddressOf(from), principal: null };
    // Without a sidecar nothing translates a Service's address.
    const target =
      from.proxy === 'none'
        ? { address: addressOf(to), port, serverName: '' }
        : { address: mesh.serviceAddress(to), port: servicePort, serverName: '' };
    const edge = { caller: callerOf(from), workload: idOfPod(to), port };
    if (method === undefined || path === undefined) {
      const answer = await mesh.app(from).tcp(peer, target);
      const outcome = answer === 'answered' ? 'ok' : 'denied';
      ledger.add({ ...edge, protocol: 'tcp', method: null, path: null, outcome });
      return answer === 'answered' ? 'passed' : 'refused';
    }
    const kind = protocol === 'grpc' ? 'grpc' : 'http1';
    const best = wanted ?? (kind === 'grpc' ? 0 : 200);
    const request = { method, path, host: `${hostOf(to)}:${servicePort}`, wanted: best };
    const answer = await mesh.app(from).call(kind, peer, target, request);
    ledger.add({ ...edge, protocol: 'http', method, path, outcome: callOutcome(answer, best, true) });
    return verdictOf(answer, best);
  }

  async function fromOutside({ via, to, port, method, path, inner }: OutsideCall) {
    const listener = via.ports[0] as MeshPort;
    const target = { address: addressOf(via), port: listener.target, serverName: '' };
    const request = { method, path, host: 'shop.example.org', wanted: 200 };
    const answer = await outside.http1({ address: NODE_ADDRESS, principal: null }, target, request);
    const outcome = callOutcome(answer, 200, true);
    const edge = { caller: callerOf(via), workload: idOfPod(to), port, protocol: 'http' } as const;
    ledger.add({ ...edge, method, path: inner, outcome });
    // What the callee refuses the gateway hands on: to itself it is an answer like others.
    const handedOn = outcome === 'denied' ? 'failed' : outcome;
    const gateway = { caller: anonymous('external'), workload: idOfPod(via), port: listener.target } as const;
    ledger.add({ ...gateway, protocol: 'http', method, path, outcome: handedOn });
    return verdictOf(answer, 200);
  }

  return {
    drive: (call) => (call.from === 'outside' ? fromOutside(call) : fromPod(call)),
    [Symbol.asyncDispose]: () => outside[Symbol.asyncDispose](),
  };
}

function verdictOf(answer: Answer, wanted: number): 'passed' | 'refused' {
  if (isDenied(answer, wanted)) return 'refused';
  const got = answer.grpcStatus ?? answer.status;
  if (got !== wanted) throw new Error(`${wanted} was asked for: ${JSON.stringify(answer)}`);
  return 'passed';
}

function callerOf(from: MeshPod): Caller {
  return from.proxy === 'none' ? anonymous('plaintext') : known(principalOfPod(from));
}
