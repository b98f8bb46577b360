import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, HttpRequest } from '../envoy/calls.ts';
import type { Peer, Target } from '../envoy/dial.ts';
import type { MeshPod, MeshPort } from './mesh-pod.ts';
import { inNetworkOf } from './network.ts';

/** What an app is started with. */
export interface AppSetup {
  readonly ports: readonly MeshPort[];
  /** As `kubectl port-forward`: from a port that every one reaches to one of the pod's own loopback. */
  readonly forward: { readonly port: number; readonly to: number } | null;
}

/** What an app can be told to do. */
export type AppOrder =
  | {
      readonly kind: 'http1' | 'http2' | 'grpc';
      readonly from: Peer;
      readonly to: Target;
      readonly request: HttpRequest;
    }
  | { readonly kind: 'tcp'; readonly from: Peer; readonly to: Target }
  /** Of its sidecar's admin interface. */
  | { readonly kind: 'admin'; readonly path: string };

/** `id` 0: it has started. */
export type AppAnswer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };

export interface AppProcess extends AsyncDisposable {
  call(kind: 'http1' | 'http2' | 'grpc', from: Peer, to: Target, request: HttpRequest): Promise<Answer>;
  tcp(from: Peer, to: Target): Promise<'answered' | 'closed'>;
  /** What the sidecar's admin interface answers. */
  admin(path: string): Promise<string>;
}

/** Starts a pod's app in the pod's network. Throws what it said when it ends instead. */
export async function startApp(pod: MeshPod, setup: AppSetup): Promise<AppProcess> {
  const program = join(import.meta.dirname, 'app.ts');
  const [command, args] = inNetworkOf(pod, [process.execPath, program, JSON.stringify(setup)]);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (message: AppAnswer) => {
    const order = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) order?.reject(new Error(`${pod.app}: ${message.error}`));
    else order?.resolve(message.answer);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the app of ${pod.app} ended with ${code}`));
  });
  const answerTo = <T>(id: number): Promise<T> => {
    const order = Promise.withResolvers<unknown>();
    waiting.set(id, order);
    return order.promise as Promise<T>;
  };
  const ask = <T>(order: AppOrder): Promise<T> => {
    last += 1;
    const answer = answerTo<T>(last);
    child.send({ ...order, id: last });
    return answer;
  };
  await answerTo(0);
  return {
    call: (kind, from, to, request) => ask({ kind, from, to, request }),
    tcp: (from, to) => ask({ kind: 'tcp', from, to }),
    admin: (path) => ask({ kind: 'admin', path }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
    },
  };
}
