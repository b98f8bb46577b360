import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { createConnection } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { STREAM_ACCESS_LOGS } from '../../src/ingest/als/als-method.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const [DATA, HEADERS, RST_STREAM, SETTINGS] = [0, 1, 3, 4];
const END_HEADERS = 4;
const CANCEL = 8;

/**
 * A stream on a connection of its own whose frames are written by hand: it can reset without ending, as Envoy
 * does and Node's client can't, part a message anywhere, and go away without a word.
 */
export async function openRaw(address: string) {
  const [host = '', port = ''] = address.split(':');
  const socket = createConnection(Number(port), host);
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  const headers = Object.entries({
    ':method': 'POST',
    ':scheme': 'http',
    ':path': STREAM_ACCESS_LOGS,
    ':authority': address,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  socket.write(PREFACE);
  socket.write(frame(SETTINGS, 0, 0, Buffer.alloc(0)));
  socket.write(
    frame(HEADERS, END_HEADERS, 1, Buffer.concat(headers.map(([name, value]) => literal(name, value)))),
  );
  return {
    /** One gRPC message in two DATA frames, parted after `cut` of its bytes. */
    async send(message: Uint8Array, cut: number): Promise<void> {
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      const framed = Buffer.concat([head, message]);
      socket.write(frame(DATA, 0, 1, framed.subarray(0, cut)));
      // So that they arrive apart.
      await setImmediate();
      await new Promise<void>((resolve) =>
        socket.write(frame(DATA, 0, 1, framed.subarray(cut)), () => resolve()),
      );
    },
    reset(): void {
      const code = Buffer.alloc(4);
      code.writeUInt32BE(CANCEL);
      socket.write(frame(RST_STREAM, 0, 1, code));
    },
    vanish(): void {
      socket.destroy();
    },
  };
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK's plainest form: a new name, not indexed, not Huffman-coded. */
function literal(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ]);
}

/**
 * Announces one gRPC message of `length` bytes and sends zeros until all are sent or the service ends the
 * stream; then answers the gRPC status. Holds 64 KiB itself, whatever the length.
 */
export async function sendHugeMessage(
  address: string,
  length: number,
  sample: () => void,
): Promise<{ readonly status: string; readonly sent: number }> {
  const session = connect(`http://${address}`);
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: STREAM_ACCESS_LOGS,
    [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
    [constants.HTTP2_HEADER_TE]: 'trailers',
  });
  stream.on('error', () => {});
  const closed = once(stream, 'close').then(() => 'closed');
  let status = 'none';
  stream.on('response', (headers) => {
    status = String(headers['grpc-status'] ?? status);
  });
  stream.on('trailers', (headers) => {
    status = String(headers['grpc-status'] ?? status);
  });
  stream.resume();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  stream.write(head);
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  while (sent < length && !stream.destroyed && !stream.writableEnded) {
    sent += chunk.length;
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), closed]);
    sample();
  }
  stream.end();
  await closed;
  session.close();
  return { status, sent };
}
