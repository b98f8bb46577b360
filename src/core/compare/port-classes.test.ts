import { describe, expect, it } from 'vitest';
import { holdingKey, type PortAtom } from './atom.ts';
import { portClasses } from './port-classes.ts';

function shown(...lists: number[][]): string[] {
  const atoms = lists.map((ports, id): PortAtom => ({ kind: 'port', id, ports: new Set(ports) }));
  return portClasses(atoms).map(({ value, holding }) => `${value} ${holdingKey(holding)}`);
}

describe('portClasses', () => {
  it.each<[string, number[][], string[]]>([
    ['nothing asked', [], ['8080 ']],
    ['one port', [[8080]], ['8080 0', '80 ']],
    ['two lists', [[5432, 80], [80]], ['8080 ', '80 0,1', '5432 0']],
    ['several ports of one class', [[7, 9, 8]], ['8080 ', '7 0']],
    ['port 0 is none', [[0]], ['8080 ']],
    ['all usual ones', [[8080, 80, 443, 9090, 1]], ['8080 0', '2 ']],
  ])('S11: %s', (_, lists, expected) => {
    expect(shown(...lists)).toEqual(expected);
  });
});
