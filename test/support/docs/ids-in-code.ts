import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOfRepository, ROOT } from './repository-files.ts';

// Types leave nothing to ask at run time, so ids are read from the sources.

/** Ids of findings for people, but for those that `lint` has. */
export function findingIds(): string[] {
  return idsIn(
    sourceFiles('src/').filter((file) => !/^src\/(core\/validate|kube)\//.test(file)),
    [
      /\bid: '([a-z-]+)',\s*severity:/g,
      /^export const [A-Z_]+ = '([a-z]+(?:-[a-z]+)+)';$(?=[\s\S]*\bid: [A-Z_]+,\s*severity:)/gm,
    ],
  );
}

/** Ids of what `lint` finds in policies that Istio takes. */
export function lintIds(): string[] {
  return idsIn(sourceFiles('src/core/validate/lint-'), [
    /\bid: '([a-z-]+)',/g,
    /\bid: .* \? '([a-z-]+)' :/g,
    /\bid: .* \? '[a-z-]+' : '([a-z-]+)',/g,
    /\bfinding\(\s*'([a-z-]+)',/g,
  ]);
}

/** Ids of errors of policies that Istio would refuse. */
export function refusedIds(): string[] {
  const files = sourceFiles('src/core/validate/').filter((file) => !/\/lint-/.test(file));
  const found = idsIn(files, [
    /\bcomplaint\(\s*'([a-z-]+)',/g,
    /[[?:]\s*'([a-z]+-[a-z-]+)',/g, // a Problem
  ]);
  return sorted([...found, 'empty-source', 'empty-operation']);
}

/** Ids of documents that can't be read. */
export function documentIds(): string[] {
  const found = idsIn(sourceFiles('src/kube/policy-'), [
    /\bid: '([a-z-]+)',/g,
    /\bstop\(\s*reading,\s*[a-z.]+,\s*'([a-z-]+)',/gi,
  ]);
  return sorted([...found, 'missing-kind', 'missing-api-version']);
}

function sourceFiles(prefix: string): string[] {
  return filesOfRepository().filter(
    (file) => file.startsWith(prefix) && file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
}

function idsIn(files: readonly string[], patterns: readonly RegExp[]): string[] {
  const texts = files.map((file) => readFileSync(join(ROOT, file), 'utf8'));
  return sorted(
    texts.flatMap((text) => patterns.flatMap((one) => [...text.matchAll(one)].map(([, id = '']) => id))),
  );
}

function sorted(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}
