import { describe, expect, it } from 'vitest';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { Detail } from '../model/flow.ts';
import { OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import { isVerified } from './evidence.ts';
import { obstacleOf } from './expressible.ts';

function reason(spec: Omit<OperationSpec, 'from'> & { from?: string }, detail: Detail): string | null {
  const operation = operationOf({ from: 'cluster.local/ns/shop/sa/web', ...spec });
  if (!isVerified(operation)) throw new Error('not verified');
  return obstacleOf(operation, detail)?.reason ?? null;
}

describe('obstacleOf', () => {
  it.each<
    [
      string,
      Parameters<typeof reason>[0],
      [callers: string | null, methods: string | null, paths: string | null],
    ]
  >([
    ['a plain call', { path: '/cart' }, [null, null, null]],
    ['a template', { path: '/cart/{*}', literals: ['/cart/1'] }, [null, null, null]],
    ['a template with a final slash', { path: '/cart/{*}/' }, [null, null, null]],
    ['tcp', { tcp: true }, [null, null, null]],
    ['S2 star at the end', { path: '/a*' }, [null, null, 'inexpressible']],
    ['S1 star inside', { path: '/a*b' }, [null, null, null]],
    ['S2 OPTIONS *', { path: '*' }, [null, null, 'inexpressible']],
    ['T5 braces', { path: '/a{b}' }, [null, null, 'inexpressible']],
    ['a hidden segment', { path: '/a/{secret}' }, [null, null, 'inexpressible']],
    ['T2 brackets in a literal path', { path: '/a[1]' }, [null, null, null]],
    [
      'T2 a path that its template misses',
      { path: '/a/{*}', literals: ['/a/1', '/a/[1]'] },
      [null, null, 'inexpressible'],
    ],
    ['T2 brackets in a template', { path: '/a[1]/{*}' }, [null, null, 'inexpressible']],
    ['T5 a star in a template', { path: '/a*b/{*}' }, [null, null, 'inexpressible']],
    ['T6 two slashes', { path: '//a/{*}' }, [null, null, 'inexpressible']],
    ['T6 two final slashes', { path: '/a/{*}//' }, [null, null, 'inexpressible']],
    ['T6 no slash', { path: '{*}' }, [null, null, 'inexpressible']],
    ['no slash', { path: 'a' }, [null, null, 'inexpressible']],
    ['empty path', { path: '' }, [null, null, 'inexpressible']],
    ['S9 query', { path: '/a?b' }, [null, null, 'inexpressible']],
    ['line ends of YAML 1.1', { path: '/a\u0085b' }, [null, null, 'inexpressible']],
    ['lost bytes', { path: '/a\ufffd' }, [null, null, 'inexpressible']],
    ['no path', { path: null }, [null, null, 'path-uncertain']],
    ['uncertain path', { marks: ['path-uncertain'] }, [null, null, 'path-uncertain']],
    ['cut path', { marks: ['path-cut'] }, [null, null, 'path-uncertain']],
    ['claimed path', { marks: ['path-claimed'] }, [null, null, null]],
    ['other paths', { path: OVERFLOW_PATH }, [null, null, 'too-large']],
    ['no method', { method: null }, [null, 'method-unknown', 'method-unknown']],
    ['S2 method with a star', { method: 'GET*' }, [null, 'inexpressible', 'inexpressible']],
    ['W1 empty method', { method: '' }, [null, 'inexpressible', 'inexpressible']],
    ['S8 any case', { method: 'get' }, [null, null, null]],
    ['other callers', { from: OVERFLOW_PRINCIPAL }, ['too-large', 'too-large', 'too-large']],
    ['S2 principal', { from: '*/ns/a/sa/b' }, ['inexpressible', 'inexpressible', 'inexpressible']],
    ['S2 principal end', { from: 'td/ns/a/sa/b*' }, ['inexpressible', 'inexpressible', 'inexpressible']],
    ['no port', { port: 0 }, ['inexpressible', 'inexpressible', 'inexpressible']],
  ])('%s', (_, spec, [callers, methods, paths]) => {
    expect(reason(spec, 'callers')).toBe(callers);
    expect(reason(spec, 'methods')).toBe(methods);
    expect(reason(spec, 'paths')).toBe(paths);
  });
});

it.each<[string, readonly string[] | undefined, string, string | null]>([
  ['nobody said which domains the mesh has', undefined, 'cluster.local', null],
  ['its own', ['cluster.local'], 'cluster.local', null],
  ['an alias', ['east.example', 'cluster.local'], 'cluster.local', null],
  ['another mesh’s', ['east.example'], 'cluster.local', 'inexpressible'],
  ['another mesh’s that is no pointer', ['east.example'], 'west.example', null],
])('D2: cluster.local stands for the mesh’s own domain: %s', (_, trustDomains, domain, expected) => {
  const operation = operationOf({ from: `${domain}/ns/shop/sa/web` });
  if (!isVerified(operation)) throw new Error('not verified');
  expect(obstacleOf(operation, 'callers', trustDomains)?.reason ?? null).toBe(expected);
});
