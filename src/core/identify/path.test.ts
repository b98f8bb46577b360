import { describe, expect, it } from 'vitest';
import type { NodeType } from '../model/record.ts';
import { truePath } from './path.ts';

const row = (path: string | null, originalPath: string | null = null, pathClaimed = false) =>
  ({ protocol: 'http', path, originalPath, pathClaimed }) as const;
const cutRow = (...values: Parameters<typeof row>) => ({ ...row(...values), pathCut: true }) as const;

describe('truePath', () => {
  // node type, row, path, mark
  it.each([
    ['sidecar', row('/cart/7'), '/cart/7', null],
    ['sidecar', row('/deny/y', '/app/allowed'), '/deny/y', null],
    ['sidecar', row('/x', null, true), '/x', 'path-claimed'],
    ['unknown', row('/deny/y', '/app/allowed'), '/deny/y', null],
    ['router', row('/cart/7', '/api/cart/7?q=1'), '/api/cart/7', null],
    ['router', row('/cart/7'), '/cart/7', null],
    ['router', row('/api/cart/7', null, true), '/api/cart/7', null],
    ['waypoint', row('/a'), '/a', null],
    ['waypoint', row('/a', '/a'), '/a', null],
    ['waypoint', row('/a', '/b'), '/a', 'path-uncertain'],
    ['waypoint', row('/a', '/b', true), '/a', 'path-uncertain'],
    ['waypoint', row('/a', null, true), '/a', 'path-claimed'],
    ['sidecar', cutRow('/cart/70'), '/cart/70', 'path-cut'],
    ['sidecar', cutRow('/cart/7?a=b'), '/cart/7', null],
    ['sidecar', cutRow('/cart/70', null, true), '/cart/70', 'path-cut'],
    ['router', cutRow('/cart/70'), '/cart/70', 'path-cut'],
    ['waypoint', cutRow('/a', '/b'), '/a', 'path-cut'],
    ['sidecar', { ...row('/a'), originalUnknown: true }, '/a', null],
    ['router', { ...row('/a'), originalUnknown: true }, '/a', 'path-uncertain'],
    ['waypoint', { ...row('/a'), originalUnknown: true }, '/a', 'path-uncertain'],
  ] as const)('%s %j: %s, %s', (nodeType, record, path, mark) => {
    expect(truePath(record, nodeType as NodeType)).toEqual({ path, mark });
  });

  it.each([
    ['/a?b=c', '/a'],
    ['/a#top', '/a'],
    ['/a?b#c', '/a'],
    ['/a#b?c', '/a'],
    ['/?', '/'],
    ['/a%3Fb', '/a%3Fb'],
    ['*', '*'],
  ])('N2: %s loses query and fragment: %s', (path, bare) => {
    expect(truePath(row(path), 'sidecar').path).toBe(bare);
  });

  it('has none where there is none', () => {
    expect(truePath(row(null), 'sidecar')).toEqual({ path: null, mark: null });
    expect(truePath({ ...row('/a', null, true), protocol: 'tcp' }, 'sidecar')).toEqual({
      path: null,
      mark: null,
    });
  });
});
