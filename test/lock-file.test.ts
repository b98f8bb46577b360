import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

it('has an entry for every platform, so that npm ci works on all of them', () => {
  const names = new Set(
    Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  const optional = Object.values(lock.packages).flatMap((locked) =>
    Object.keys(locked.optionalDependencies ?? {}),
  );

  expect(optional.length).toBeGreaterThan(20);
  expect(optional.filter((name) => !names.has(name))).toEqual([]);
});

it('names no place to download from', () => {
  const resolved = Object.values(lock.packages).flatMap((locked) => locked.resolved ?? []);

  expect(resolved).toEqual(['tools/node']);
});

it('pins every direct dependency exactly', () => {
  const ranges = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });

  expect(ranges.filter((range) => !/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(range))).toEqual([]);
});
