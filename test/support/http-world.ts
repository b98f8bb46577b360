import { createHttpServer, type HttpServerOptions } from '../../src/http/http-server.ts';
import { policyDocumentsIn } from '../../src/kube/policy-documents.ts';
import type { LogIntake } from '../../src/ports.ts';
import { type FakeMesh, fakeMesh, NOW, readerOf } from './fake-mesh.ts';

/** What a fake intake was given. */
export interface Taken {
  readonly text: string;
  readonly format: string;
  readonly batch: string | null;
}

export interface HttpWorld extends AsyncDisposable {
  readonly url: string;
  readonly mesh: FakeMesh;
  readonly taken: Taken[];
  readonly rejected: string[];
  readonly failures: string[];
}

type Over = Partial<Omit<HttpServerOptions, 'mesh' | 'events' | 'reader'>> & {
  readonly mesh?: FakeMesh;
  readonly facts?: Partial<HttpServerOptions['mesh']>;
};

/** The real server on a free port, over data that the test may change. */
export async function httpWorld(over: Over = {}): Promise<HttpWorld> {
  const { mesh = fakeMesh(), facts, ...options } = over;
  const taken: Taken[] = [];
  const rejected: string[] = [];
  const failures: string[] = [];
  const intake: LogIntake = {
    async ingest(body, format, batch) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      taken.push({ text, format, batch });
      const received = text.split('\n').filter((line) => line !== '').length;
      return { received, evidence: received, kept: 0, dropped: {} };
    },
  };
  const server = createHttpServer({
    listen: { host: '127.0.0.1', port: 0 },
    reader: readerOf(mesh),
    intake,
    watches: () => [],
    policyDocuments: (yaml) => policyDocumentsIn(yaml, 'the body'),
    readiness: () => ({ ready: true, parts: [{ name: 'store', ready: true, needed: true, why: 'open' }] }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'leastpath_build_info 1\n' }),
    events: {
      requestFailed: (error, route) => void failures.push(`${route}: ${String(error)}`),
      ingestRejected: (code) => void rejected.push(code),
    },
    mesh: { cluster: 'Kubernetes', startedAt: NOW, unauthenticated: false, timeUnit: 86_400_000, ...facts },
    ...options,
  });
  const { url } = await server.start();
  return { url, mesh, taken, rejected, failures, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
