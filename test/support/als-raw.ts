import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { STREAM_ACCESS_LOGS } from '../../src/ingest/als/als-method.ts';

/**
 * Announces one gRPC message of `length` bytes and sends zeros until all are sent or the service ends the stream; then
 * answers the gRPC status. Holds 64 KiB itself, whatever the length.
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
