import { expect, it } from 'vitest';
import { LoggersSeen } from './loggers-seen.ts';

it('names proxies of which only the TCP logger told HTTP traffic', () => {
  const seen = new LoggersSeen();
  seen.twin('b');
  seen.twin('a');
  seen.http('c');
  seen.twin('c');
  seen.twin('d');
  seen.http('d');

  expect(seen.tcpOnly()).toEqual(['a', 'b']);
});

it('remembers a bounded number of them', () => {
  const seen = new LoggersSeen();
  for (let i = 0; i < 30_000; i++) seen.twin(`node ${i}`);

  expect(seen.tcpOnly()).toHaveLength(10_000);
});
