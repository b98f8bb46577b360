import { expect, it } from 'vitest';
import { declaredProtocol } from './port-protocol.ts';

const port = (name: string | null, appProtocol: string | null, number = 8080) => ({
  name,
  port: number,
  targetPort: number,
  protocol: 'TCP' as const,
  appProtocol,
});

it.each([
  ['http', null, 'http'],
  ['http-api', null, 'http'],
  ['HTTP2-x', null, 'http'],
  ['grpc', null, 'http'],
  ['grpc-web', null, 'http'],
  ['grpc-web-x', null, 'http'],
  ['https', null, 'tcp'],
  ['tcp-db', null, 'tcp'],
  ['mongo', null, 'tcp'],
  ['httpapi', null, 'auto'],
  ['api-http', null, 'auto'],
  [null, null, 'auto'],
  ['http', 'tcp', 'tcp'],
  ['tcp', 'HTTP', 'http'],
  [null, 'kubernetes.io/h2c', 'http'],
  [null, 'kubernetes.io/wss', 'tcp'],
  ['http', 'acme.example/own', 'auto'],
] as const)('H3: name %s and appProtocol %s are %s', (name, appProtocol, expected) => {
  expect(declaredProtocol(port(name, appProtocol))).toBe(expected);
});

it.each([
  [3306, null, 'tcp'],
  [3306, 'http', 'http'],
  [3307, null, 'auto'],
] as const)('port %s named %s is %s', (number, name, expected) => {
  expect(declaredProtocol(port(name, null, number))).toBe(expected);
});
