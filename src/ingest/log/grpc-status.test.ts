import { expect, it } from 'vitest';
import { grpcStatusOf } from './grpc-status.ts';

it.each<[string, number | null | undefined]>([
  ['', null],
  ['-', null],
  ['0', 0],
  ['7', 7],
  ['16', 16],
  ['99', 99],
  ['OK', 0],
  ['Canceled', 1],
  ['CANCELLED', 1],
  ['InvalidArgument', 3],
  ['INVALID_ARGUMENT', 3],
  ['OutOfRange', 11],
  ['Unauthenticated', 16],
  ['UNAUTHENTICATED', 16],
  ['InvalidCode', 2],
  ['-1', 2],
  ['4294967295', 4294967295],
  ['18446744073709551615', 2],
  ['200 OK', undefined],
  ['ok', undefined],
  ['-2', undefined],
  ['1.5', undefined],
  ['toString', undefined],
  ['__proto__', undefined],
  ['None', undefined],
])('%j is %j', (text, status) => {
  expect(grpcStatusOf(text)).toBe(status);
});
