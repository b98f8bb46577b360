import { anonymous, known } from '../../../src/core/model/caller.ts';
import type { WorkloadId } from '../../../src/core/model/workload.ts';
import { workloadId } from '../../../src/core/model/workload.ts';
import { callOutcome, undetailedOutcome } from './call-outcome.ts';
import type { Answer, Calls } from './calls.ts';
import type { Peer, Target } from './dial.ts';
import type { CallLooks, Ledger } from './ledger.ts';
import type { Egress, MeshPod, Route } from './pod.ts';
import { CLUSTER, meshServerName, podPort, principalOfPod, serviceHost, workloadName } from './pod.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  /** The application's answer: an HTTP status (200) or, on a gRPC port, a gRPC status (0). */
  readonly wanted?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions extends Request {
  readonly from: MeshPod;
  readonly to: MeshPod;
  readonly port: number;
  /** Without the caller's certificate: anonymous. */
  readonly plaintext?: boolean;
  readonly version?: '1.1' | '2';
  /** The SNI, if it isn't the one that Istio's clients send. */
  readonly serverName?: string;
}

/** Both are the caller's to say, and a sidecar passes them on. */
const ORIGINAL_PATH = 'x-envoy-original-path';
const FORWARDED = 'x-forwarded-for';

/** Drives calls and writes down what they prove. */
export interface Driver {
  /** HTTP or gRPC, by the port's protocol. */
  call(options: CallOptions): Promise<Answer>;
  /** Plaintext to a port that takes only mTLS: true if it was refused. Leaves a listener row, no edge. */
  refused(options: Pick<CallOptions, 'from' | 'to' | 'port'>): Promise<boolean>;
  /** One connection with `payload` sent and echoed. */
  tcp(
    options: Pick<CallOptions, 'from' | 'to' | 'port' | 'plaintext'> & { readonly payload?: string },
  ): Promise<'answered' | 'closed'>;
  /** Through a gateway or a sidecar's outbound listener, from `client`'s address, in plaintext. */
  through(
    options: Request & { readonly client: string; readonly via: MeshPod; readonly egress: Egress },
  ): Promise<Answer>;
}

export function createDriver(calls: Calls, ledger: Ledger, grpcStatusVisible: boolean): Driver {
  return {
    async call(options) {
      const { from, to, port, method, path } = options;
      const peer = peerOf(from, options.plaintext === true);
      const { protocol } = podPort(to, port);
      const wanted = options.wanted ?? (protocol === 'grpc' ? 0 : 200);
      const send = protocol === 'grpc' ? calls.grpc : options.version === '2' ? calls.http2 : calls.http1;
      const host = `${serviceHost(to)}:${port}`;
      const { serverName = meshServerName(to, port) } = options;
      const answer = await send(peer, { ...target(to, port), serverName }, { ...options, host, wanted });
      ledger.addRecords(1);
      ledger.add({
        caller: callerOf(peer),
        workload: idOf(to),
        port,
        protocol: 'http',
        method,
        path,
        outcome: callOutcome(answer, wanted, grpcStatusVisible),
        looks: {
          address: principalOfPod(from),
          forwarded: options.headers?.[FORWARDED] !== undefined,
          paths: { raw: path, claimed: options.headers?.[ORIGINAL_PATH] ?? path },
          ...outcomeLooks(answer),
        },
      });
      return answer;
    },

    async refused({ from, to, port }) {
      const outcome = await calls.tcp(
        peerOf(from, true),
        target(to, port),
        Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      );
      ledger.addRecords(1);
      return outcome === 'closed';
    },

    async tcp({ from, to, port, plaintext, payload = 'hello' }) {
      const peer = peerOf(from, plaintext === true);
      const answer = await calls.tcp(peer, target(to, port), Buffer.from(payload));
      ledger.addRecords(1);
      ledger.add({
        caller: callerOf(peer),
        workload: idOf(to),
        port,
        protocol: 'tcp',
        method: null,
        path: null,
        outcome: answer === 'answered' ? 'ok' : 'denied',
        looks: { address: principalOfPod(from), forwarded: false, paths: null, ...tcpLooks(answer) },
      });
      return answer;
    },

    async through({ client, via, egress, method, path, headers = {}, wanted = 200 }) {
      const route = routeOf(egress, path);
      const destination = route.to[0] as MeshPod;
      const answer = await calls.http1(
        { address: client, principal: null },
        { address: egress.address, port: egress.port, serverName: '' },
        { method, path, headers, wanted, host: serviceHost(destination) },
      );
      const gateway = via.nodeType === 'router';
      const rewritten = route.rewrite === undefined ? path : route.rewrite + path.slice(route.prefix.length);
      const paths = { raw: rewritten, claimed: path };
      const outcomes = outcomeLooks(answer);
      // The proxy in between sees a denial as any other 403.
      const both = {
        protocol: 'http',
        method,
        outcome: callOutcome(answer, wanted, grpcStatusVisible),
      } as const;
      ledger.addRecords(2);
      if (gateway) {
        ledger.add({
          ...both,
          caller: anonymous('external'),
          workload: idOf(via),
          port: egress.port,
          path,
          looks: { address: null, forwarded: false, paths, ...outcomes },
        });
      }
      ledger.add({
        ...both,
        caller: known(principalOfPod(via)),
        workload: idOf(destination),
        port: route.port,
        path: rewritten,
        looks: { address: principalOfPod(via), forwarded: gateway, paths, ...outcomes },
      });
      return answer;
    },
  };
}

function outcomeLooks(answer: Answer): Pick<CallLooks, 'undetailed' | 'byCode'> {
  return { undetailed: undetailedOutcome(answer, true), byCode: undetailedOutcome(answer, false) };
}

/** A denied connection has sent bytes and got none. */
function tcpLooks(answer: 'answered' | 'closed'): Pick<CallLooks, 'undetailed' | 'byCode'> {
  const seen = answer === 'answered' ? 'ok' : 'failed';
  return { undetailed: seen, byCode: seen };
}

function peerOf(from: MeshPod, plaintext: boolean): Peer {
  return { address: from.address, principal: plaintext ? null : principalOfPod(from) };
}

function callerOf(peer: Peer) {
  return peer.principal === null ? anonymous('plaintext') : known(peer.principal);
}

function target(to: MeshPod, port: number): Target {
  return { address: to.address, port, serverName: meshServerName(to, port) };
}

function idOf(of: MeshPod): WorkloadId {
  return workloadId({ cluster: CLUSTER, namespace: of.namespace, name: workloadName(of) });
}

function routeOf(egress: Egress, path: string): Route {
  const route = egress.routes.find(({ prefix }) => path.startsWith(prefix));
  if (route === undefined) throw new Error(`no route takes ${path}`);
  return route;
}
