import { describe, expect, it } from 'vitest';
import { openEnvelope } from './envelope.ts';

const BARE = { timed: null, pod: null, container: null, stream: null, cut: false };
const PREFIXED = { ...BARE, pod: 'cart-7d9f-x2', container: 'istio-proxy' };

describe('what stands before a line', () => {
  it.each([
    ['[2026-03-02T10:00:00Z] "GET', { ...BARE, content: '[2026-03-02T10:00:00Z] "GET' }],
    ['[pod/cart-7d9f-x2/istio-proxy] x y', { ...PREFIXED, content: 'x y' }],
    ['[pod/cart-7d9f-x2/istio-proxy] ', { ...PREFIXED, content: '' }],
    [
      '[pod/cart-7d9f-x2/istio-proxy] 2026-03-02T10:00:01.5Z x',
      { ...PREFIXED, timed: '2026-03-02T10:00:01.5Z x', content: 'x' },
    ],
    ['[pod/cart-7d9f-x2] x', { ...BARE, content: '[pod/cart-7d9f-x2] x' }],
    [
      '2026-03-02T10:00:01.123456789Z x',
      { ...BARE, timed: '2026-03-02T10:00:01.123456789Z x', content: 'x' },
    ],
    [
      '2026-03-02T10:00:01.123456789+02:00 x',
      { ...BARE, timed: '2026-03-02T10:00:01.123456789+02:00 x', content: 'x' },
    ],
    ['2026-03-02T10:00:01.5Z\tinfo\tads x', { ...BARE, content: '2026-03-02T10:00:01.5Z\tinfo\tads x' }],
    [
      '2026-03-02T10:00:01.5Z  INFO access: x',
      { ...BARE, content: '2026-03-02T10:00:01.5Z  INFO access: x' },
    ],
    ['2026-03-02T10:00:01.5Z stdout F x y', { ...BARE, stream: 'stdout', content: 'x y' }],
    ['2026-03-02T10:00:01.5Z stderr P x', { ...BARE, stream: 'stderr', cut: true, content: 'x' }],
    ['2026-03-02T10:00:01.5Z stdout P:more x', { ...BARE, stream: 'stdout', cut: true, content: 'x' }],
    ['2026-03-02T10:00:01.5Z stdout F ', { ...BARE, stream: 'stdout', content: '' }],
    ['2026-03-02T10:00:01.5Z stdout F', { ...BARE, stream: 'stdout', content: '' }],
    [
      '2026-03-02T10:00:01.5Z stdout x y',
      { ...BARE, timed: '2026-03-02T10:00:01.5Z stdout x y', content: 'stdout x y' },
    ],
    ['{"log":"a\\n","stream":"stdout","time":"t"}', { ...BARE, stream: 'stdout', content: 'a' }],
    ['{"log":"a","stream":"stderr","time":"t"}', { ...BARE, stream: 'stderr', cut: true, content: 'a' }],
    ['{"log":"a","level":"info"}', { ...BARE, content: '{"log":"a","level":"info"}' }],
    ['{"log":"a', { ...BARE, content: '{"log":"a' }],
  ])('%j', (line, envelope) => {
    expect(openEnvelope(line)).toEqual(envelope);
  });

  it('keeps the bytes of a JSON-wrapped line', () => {
    const line = Buffer.from('{"log":"caf\u00e9\\n","stream":"stdout"}').toString('latin1');
    expect(Buffer.from(openEnvelope(line).content, 'latin1').toString()).toBe('caf\u00e9');
  });
});
