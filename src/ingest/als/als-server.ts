import { isIPv6 } from 'node:net';
import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServiceDefinition,
  type sendUnaryData,
  setLogVerbosity,
  status,
} from '@grpc/grpc-js';
import { AppError } from '../../app-error.ts';
import type { Clock, StreamWatch, Tally } from '../../ports.ts';
import { type AddressBook, createIntake } from './als-intake.ts';
import { raw, STREAM_ACCESS_LOGS } from './als-method.ts';
import { type Farewell, type MessageErrorReason, serializeFarewell, serveStream } from './als-stream.ts';
import { oversizeInterceptor } from './oversize.ts';

export interface AlsServerOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly limits: {
    /** Open streams. An Envoy has one for each worker thread and logger. */
    readonly streams: number;
    /** Bytes of one message. The first one of a stream is 60–80 KB, the others about 16 KiB. */
    readonly messageBytes: number;
  };
  readonly tally: Tally;
  readonly watch: StreamWatch;
  readonly directory: AddressBook;
  readonly clock: Clock;
  /** A message was dropped whole; its drop is counted already. `peer`: `address:port`. */
  readonly onMessageError?: (reason: MessageErrorReason, peer: string) => void;
  /** A stream beyond the limit was refused. */
  readonly onStreamRefused?: (peer: string) => void;
}

export interface AlsServer extends AsyncDisposable {
  /** Listens. Throws AppError `unavailable` if the address can't be had. */
  start(): Promise<{ readonly address: string }>;
  /** Streams open now. */
  streams(): number;
  /** Node ids of proxies that have the TCP logger only (finding `tcp-logger-only`). */
  tcpLoggerOnly(): readonly string[];
}

type Handlers = {
  StreamAccessLogs: (call: ServerReadableStream<Buffer, Farewell>, answer: sendUnaryData<Farewell>) => void;
};

const SERVICE: ServiceDefinition<Handlers> = {
  StreamAccessLogs: {
    path: STREAM_ACCESS_LOGS,
    requestStream: true,
    responseStream: false,
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: serializeFarewell,
    // Only a client would read it.
    responseDeserialize: () => ({ sent() {} }),
  },
};

/** How long a stream may take to hear that the server goes away. */
const FAREWELL_MS = 500;

/**
 * Envoy's access-log service. A stream is never answered before it ends: an answer would end it, and there is
 * no acknowledgement. On disposal open streams are answered and closed; what is on its way then is lost.
 */
export function createAlsServer(options: AlsServerOptions): AlsServer {
  const { limits, tally, onMessageError, onStreamRefused } = options;
  // What it prints by itself is said here again, as an error or an event.
  setLogVerbosity(logVerbosity.NONE);
  const intake = createIntake(tally, options.watch, options.directory);
  const open = new Set<{ close(): void }>();
  const server = new Server({
    'grpc.max_receive_message_length': limits.messageBytes,
    'grpc.max_concurrent_streams': limits.streams,
    // A node that vanished says nothing: its streams would count as standing for ever.
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.enable_channelz': 0,
    interceptors: [
      oversizeInterceptor((peer) => {
        tally.drop('oversize');
        onMessageError?.('oversize', peer);
      }),
    ],
  });
  server.addService(SERVICE, {
    StreamAccessLogs(call: ServerReadableStream<Buffer, Farewell>, answer: sendUnaryData<Farewell>) {
      if (open.size >= limits.streams) {
        onStreamRefused?.(call.getPeer());
        answer({ code: status.RESOURCE_EXHAUSTED, details: `no more than ${limits.streams} streams` });
        return;
      }
      const stream = serveStream(call, answer, {
        intake,
        clock: options.clock,
        onMessageError,
        onClosed: () => open.delete(stream),
      });
      open.add(stream);
    },
  });
  return {
    start: async () => ({ address: await bind(server, options.listen) }),
    streams: () => open.size,
    tcpLoggerOnly: () => intake.loggers.tcpOnly(),
    async [Symbol.asyncDispose]() {
      for (const stream of [...open]) stream.close();
      await shutDown(server);
    },
  };
}

async function bind(server: Server, listen: string): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(taken(listen, error));
      else resolve(bound);
    });
  });
  const host = listen.slice(0, listen.lastIndexOf(':')) || 'localhost';
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** grpc-js names the system's error in brackets at the end of a longer story. */
function taken(listen: string, error: Error): AppError {
  const why = /\[(.*)\]$/.exec(error.message)?.[1] ?? error.message;
  const hint = 'stop what listens there or set another als.listen';
  return new AppError('unavailable', `als.listen: ${listen} can't be had (${why})`, { hint, cause: error });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, FAREWELL_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
