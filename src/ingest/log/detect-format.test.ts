import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';

const AGENT = '2026-03-02T10:00:00.123456Z\tinfo\tads\tXDS: Incremental Pushing';
const TEXT = '[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 200';
const JSON_LINE = '{"authority":"a","start_time":"2026-03-02T10:00:00.123Z"}';

/** Field 1, length-delimited, around a message. */
const field = (message: Uint8Array) => Buffer.concat([Buffer.from([0x0a, message.length]), message]);
const framed = (message: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, message.length]), message]);
const node = (id: string) => field(field(field(Buffer.from(id))));

describe('a format is known by its first lines', () => {
  it.each([
    [TEXT, 'istio-text'],
    [`${AGENT}\nfoo\n${TEXT}`, 'istio-text'],
    [`[pod/a-1/istio-proxy] ${AGENT}\n[pod/a-1/istio-proxy] 2026-03-02T10:00:00Z ${TEXT}`, 'istio-text'],
    [`2026-03-02T10:00:00Z stdout F ${TEXT}`, 'istio-text'],
    [JSON_LINE, 'istio-json'],
    [`{"level":"info","time":"t","msg":"x"}\n${JSON_LINE}`, 'istio-json'],
    [JSON_LINE.slice(0, -1), 'istio-json'],
    [JSON.stringify({ log: `${JSON_LINE}\n`, stream: 'stdout' }), 'istio-json'],
    ['2026-03-02T10:00:00.123456Z\tinfo\taccess\tconnection complete\tsrc.addr=1', 'ztunnel'],
    ['{"level":"info","time":"t","scope":"access","message":"connection complete"}', 'ztunnel'],
    ['2026-03-02T10:00:00.123456Z  INFO access: connection complete', 'ztunnel'],
    ['{"resourceLogs":[]}', 'otlp'],
    ['{"resourceLogs":[{"scope', 'otlp'],
    ['{"time":"t","reporter":"destination"}', 'flows'],
    ['{"time":"t","reporter":"source","request":{"path":"/aaa', 'flows'],
    ['{"destination":{"port":1},"protocol":"http"}', 'flows'],
    [`\ufeff${TEXT}`, 'istio-text'],
    ['\ufeff{"time":"t","reporter":"destination"}\r\n', 'flows'],
    ['{"coverage":{},"from":"f","to":"t"}', 'flows'],
    [AGENT, null],
    ['{\n  "a": 1\n}\n', null],
    ['apiVersion: v1\nkind: List\n', null],
    [`[pod/a-1/app] ${TEXT}`, null],
    ['', null],
  ])('%j', (head, format) => {
    expect(detectFormat(Buffer.from(head))).toBe(format);
  });

  it.each([
    ['als', framed(node('sidecar~10.1.2.3~cart.shop~shop.svc.cluster.local')), 'als'],
    [
      'a capture cut in its first message',
      Buffer.concat([framed(node('sidecar~a~b~c')), Buffer.alloc(9)]).subarray(0, 25),
      'als',
    ],
    ['otlp with a frame length', framed(field(field(Buffer.from('service')))), 'otlp'],
    ['otlp with a varint', field(field(Buffer.from('service'))).subarray(1), null],
    [
      'otlp, delimited by varints',
      Buffer.concat([Buffer.from([11]), field(field(Buffer.from('service')))]),
      'otlp',
    ],
    ['four zeros', Buffer.alloc(4), null],
  ])('%s', (_, head, format) => {
    expect(detectFormat(head)).toBe(format);
  });
});
