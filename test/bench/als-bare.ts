// What the service is compared with: grpc-js, the same generated decoder, a few fields touched, nothing else.
import { Server, ServerCredentials, type ServerReadableStream, type sendUnaryData } from '@grpc/grpc-js';
import { raw, STREAM_ACCESS_LOGS } from '../../src/ingest/als/als-method.ts';
import { StreamAccessLogsMessage } from '../../src/ingest/als/gen/envoy/service/accesslog/v3/als.ts';
import { answerParent } from './sink.ts';

let entries = 0;
let touched = 0;

const server = new Server({ 'grpc.enable_channelz': 0 });
const method = {
  path: STREAM_ACCESS_LOGS,
  requestStream: true,
  responseStream: false,
  requestSerialize: raw,
  requestDeserialize: raw,
  responseSerialize: raw,
  responseDeserialize: raw,
};
server.addService(
  { StreamAccessLogs: method },
  {
    StreamAccessLogs(call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
      call.on('data', (bytes: Buffer) => touch(StreamAccessLogsMessage.decode(bytes)));
      call.on('end', () => answer(null, Buffer.alloc(0)));
    },
  },
);

function touch(message: StreamAccessLogsMessage): void {
  for (const { commonProperties, request, response } of message.httpLogs?.logEntry ?? []) {
    entries++;
    touched += request?.path.length ?? 0;
    touched += response?.responseCode ?? 0;
    touched += commonProperties?.downstreamLocalAddress?.socketAddress?.portValue ?? 0;
    touched += commonProperties?.tlsProperties?.peerCertificateProperties?.subjectAltName.length ?? 0;
  }
}

server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  answerParent(`127.0.0.1:${port}`, () => (touched > 0 ? entries : 0));
});
