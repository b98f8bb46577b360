/**
 * What runs in a pod besides its sidecar: servers that answer as they are asked to, a caller, and a port forward.
 * Started with one argument, an AppSetup as JSON; told what to do over Node's channel; ends with it.
 */
import { connect, createServer, type Server } from 'node:net';
import { grpcServer, httpServer, tcpServer } from '../envoy/apps.ts';
import type { Calls } from '../envoy/calls.ts';
import { createCalls } from '../envoy/calls.ts';
import type { AppAnswer, AppOrder, AppSetup } from './app-process.ts';
import { NO_CERTIFICATES } from './no-certificates.ts';

const SERVERS = { http: httpServer, grpc: grpcServer, tcp: tcpServer };
const { ports, forward }: AppSetup = JSON.parse(process.argv[2] ?? '');

const calls = createCalls(NO_CERTIFICATES);
process.on('message', (order: AppOrder & { readonly id: number }) => void answer(order));
process.on('disconnect', () => process.exit(0));
const servers: [Server, number][] = ports.map(({ protocol, target }) => [SERVERS[protocol](), target]);
if (forward !== null) servers.push([forwardTo(forward.to), forward.port]);
await Promise.all(servers.map(([server, port]) => new Promise<void>((done) => server.listen(port, done))));
process.send?.({ id: 0, answer: null } satisfies AppAnswer);

async function answer({ id, ...order }: AppOrder & { readonly id: number }): Promise<void> {
  const given = await obey(calls, order).then(
    (answer) => ({ id, answer }),
    (error: unknown) => ({ id, error: String(error) }),
  );
  process.send?.(given satisfies AppAnswer);
}

async function obey(calls: Calls, order: AppOrder): Promise<unknown> {
  if (order.kind === 'admin') return (await fetch(`http://127.0.0.1:15000${order.path}`)).text();
  const { from, to } = order;
  if (order.kind === 'tcp') return calls.tcp(from, to, Buffer.from('hello'));
  return calls[order.kind](from, to, order.request);
}

function forwardTo(port: number): Server {
  return createServer((outer) => {
    const inner = connect(port, '127.0.0.1');
    outer.on('error', () => inner.destroy()).pipe(inner);
    inner.on('error', () => outer.destroy()).pipe(outer);
  });
}
