import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApps } from './apps.ts';
import type { Surroundings } from './bootstrap.ts';
import { bootstrap } from './bootstrap.ts';
import { createCalls } from './calls.ts';
import { createCertificates } from './certificates.ts';
import type { Driver } from './driver.ts';
import { createDriver } from './driver.ts';
import type { EnvoyProcess } from './envoy-process.ts';
import { startEnvoy } from './envoy-process.ts';
import { installEnvoy } from './install-envoy.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import type { OwnFormat } from './own-formats.ts';
import type { MeshPod } from './pod.ts';
import { needsProxy, principalOfPod } from './pod.ts';

export interface MeshOptions {
  readonly pods: readonly MeshPod[];
  /** Where the proxies send their log. */
  readonly sink: Surroundings['sink'];
  readonly flushInterval?: string;
  /** The proxies log gRPC statuses (default); without, a failed RPC looks like a good one. */
  readonly grpcStatus?: boolean;
  /** Also write Istio's default text log, a file a pod. */
  readonly textLogs?: boolean;
  /** And in these formats, each a file a pod. */
  readonly formats?: readonly OwnFormat[];
}

export interface Mesh extends Driver, AsyncDisposable {
  readonly pods: readonly MeshPod[];
  readonly ledger: Ledger;
  /** Paths of the text logs, in the order of the pods that have a proxy. */
  readonly textLogs: readonly string[];
  /** Likewise those in a format, by its name. */
  ownLogs(format: string): readonly string[];
  /** Log entries that the proxies handed to a stream or threw away: never fewer than what arrived. */
  logsWritten(): Promise<number>;
  /** Of these, the entries that have left the proxies' buffers, delivered or lost. */
  flushedEntries(): Promise<number>;
}

/** Starts applications and one Envoy per pod that needs one, all at once; everything ends with the disposal. */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { pods, sink, grpcStatus = true, formats = [] } = options;
  const ends = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'envoy-mesh-'));
    ends.defer(() => rm(folder, { recursive: true, force: true }));
    const [binary, certificates] = await Promise.all([
      installEnvoy(),
      createCertificates(folder, pods.map(principalOfPod)),
    ]);
    const apps = ends.use(await startApps());
    const proxied = pods.filter(needsProxy);
    const textLogs = options.textLogs === true ? proxied.map(({ name }) => join(folder, `${name}.log`)) : [];
    const ownLog = (pod: MeshPod, format: string) => join(folder, `${pod.name}.${format}.log`);
    const proxies = await Promise.allSettled(
      proxied.map(async (pod, index) => {
        const textFile = textLogs[index] ?? null;
        const ownFiles = formats.map((format) => ({ path: ownLog(pod, format.name), format }));
        const logging = { flushInterval: options.flushInterval ?? '0.1s', grpcStatus, textFile, ownFiles };
        const config = join(folder, `${pod.name}.json`);
        const around = { certificates, logging, sink, apps: apps.ports };
        await writeFile(config, JSON.stringify(bootstrap(pod, around), null, 1));
        return ends.use(await startEnvoy(binary, config, pod.address));
      }),
    );
    const running = proxies.map(started);
    const ledger = createLedger();
    const calls = ends.use(createCalls(certificates));
    const total = async (counter: string) => {
      const counts = running.map((proxy) => proxy.stat(`access_logs.grpc_access_log.${counter}`));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    };
    return {
      ...createDriver(calls, ledger, grpcStatus),
      pods,
      ledger,
      textLogs,
      ownLogs: (format) => proxied.map((pod) => ownLog(pod, format)),
      logsWritten: () => total('logs_written'),
      flushedEntries: () => total('grpc_entries_flushed'),
      [Symbol.asyncDispose]: () => ends.disposeAsync(),
    };
  } catch (cause) {
    await ends.disposeAsync();
    throw cause;
  }
}

function started(outcome: PromiseSettledResult<EnvoyProcess>): EnvoyProcess {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
