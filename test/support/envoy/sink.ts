import type { ServerReadableStream } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { countEntries, nodeId } from './als-wire.ts';
import type { Arrived } from './capture-file.ts';

const SERVICE = {
  StreamAccessLogs: {
    path: '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs',
    requestStream: true,
    responseStream: false,
    requestSerialize: (message: Buffer) => message,
    requestDeserialize: (message: Buffer) => message,
    responseSerialize: (message: Buffer) => message,
    responseDeserialize: (message: Buffer) => message,
  },
};

export interface RecordedStream {
  /** From the stream's identifier. */
  readonly node: string;
  readonly messages: readonly Arrived[];
}

export interface RecordingSink extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** In order of their beginning. */
  streams(): readonly RecordedStream[];
  entries(): number;
  /** The time in which `arrival` counts, ms. */
  now(): number;
}

/** An access log service that keeps what it is told, byte for byte. `arrival` counts from the start of the sink. */
export async function startRecordingSink(address = '127.0.0.1', port = 0): Promise<RecordingSink> {
  const began = performance.now();
  const streams: { node: string; messages: Arrived[] }[] = [];
  let entries = 0;
  const server = new Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
  server.addService(SERVICE, {
    StreamAccessLogs(
      call: ServerReadableStream<Buffer, Buffer>,
      answer: (error: null, value: Buffer) => void,
    ) {
      const stream: (typeof streams)[number] = { node: '', messages: [] };
      call.on('data', (message: Buffer) => {
        if (stream.messages.length === 0) {
          stream.node = nodeId(message) ?? '';
          streams.push(stream);
        }
        stream.messages.push({ message, arrival: performance.now() - began });
        entries += countEntries(message);
      });
      call.on('error', () => undefined);
      call.on('end', () => answer(null, Buffer.alloc(0)));
    },
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${address}:${port}`, ServerCredentials.createInsecure(), (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
  return {
    address,
    port: bound,
    streams: () => streams,
    entries: () => entries,
    now: () => performance.now() - began,
    async [Symbol.asyncDispose]() {
      server.forceShutdown();
    },
  };
}
