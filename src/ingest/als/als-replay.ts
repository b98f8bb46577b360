import { Client, type ClientWritableStream, credentials } from '@grpc/grpc-js';
import { alsFrames } from './als-frames.ts';
import { raw, STREAM_ACCESS_LOGS } from './als-method.ts';
import { hasIdentifier } from './identifier.ts';

/** The messages of one stream, the first with its identifier. */
export type CapturedStream = readonly Buffer[];

/** A capture's streams in its own order. A frame that is cut or beyond `limit` ends it. */
export async function capturedStreams(
  capture: Uint8Array,
  limit = 64 * 1024 * 1024,
): Promise<CapturedStream[]> {
  const streams: Buffer[][] = [];
  for await (const frame of alsFrames([capture], limit)) {
    if (frame.kind !== 'message') break;
    const message = Buffer.from(frame.bytes);
    if (hasIdentifier(message) || streams.length === 0) streams.push([]);
    streams.at(-1)?.push(message);
  }
  return streams;
}

export interface SentStream {
  /** Resolves when the transport wants more. */
  send(message: Uint8Array): Promise<void>;
  /**
   * Closes the stream and waits for the answer; throws grpc-js's ServiceError if the service ended it
   * otherwise.
   */
  end(): Promise<void>;
  /** Breaks it off. */
  abort(): void;
  /** Settles when the service has ended the stream, whoever began it. */
  readonly ended: Promise<void>;
}

export interface AlsSender extends Disposable {
  open(): SentStream;
}

/** Speaks to an access-log service as an Envoy does. `address`: `host:port`, without TLS. */
export function createAlsSender(address: string): AlsSender {
  // A channel of its own: grpc-js would share connections between clients of one address.
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_send_message_length': -1,
  });
  return {
    open: () => openSent(client),
    [Symbol.dispose]: () => client.close(),
  };
}

function openSent(client: Client): SentStream {
  let call: ClientWritableStream<Buffer> | null = null;
  const ended = new Promise<void>((resolve, reject) => {
    call = client.makeClientStreamRequest<Buffer, Buffer>(STREAM_ACCESS_LOGS, raw, raw, (error) =>
      error ? reject(error) : resolve(),
    );
  });
  // Whoever doesn't wait for the end must not crash by it.
  ended.catch(() => {});
  const stream = call as unknown as ClientWritableStream<Buffer>;
  return {
    // Once the service has ended the stream the transport forgets to say that it wrote.
    send: (message) => Promise.race([write(stream, message), ended]),
    end: () => {
      stream.end();
      return ended;
    },
    abort: () => stream.cancel(),
    ended,
  };
}

function write(stream: ClientWritableStream<Buffer>, message: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
    stream.write(bytes, (error?: Error | null) => (error ? reject(error) : resolve()));
  });
}

/**
 * Sends each captured stream as a stream of its own, one after the other or all at once, and waits for the
 * answers.
 */
export async function replayStreams(
  sender: AlsSender,
  streams: readonly CapturedStream[],
  order: 'sequential' | 'together',
): Promise<void> {
  if (order === 'together') {
    await Promise.all(streams.map((stream) => replayStream(sender, stream)));
    return;
  }
  for (const stream of streams) await replayStream(sender, stream);
}

async function replayStream(sender: AlsSender, messages: CapturedStream): Promise<void> {
  const stream = sender.open();
  for (const message of messages) await stream.send(message);
  await stream.end();
}
