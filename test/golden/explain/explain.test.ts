import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createAnswers } from '../../../src/cli/explain-answers.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/authz');
const EVERY = 409;

/** What people read about a sample of the corpora; `UPDATE_GOLDEN=1` rewrites it. */
function sample(corpus: string, complete: boolean): string {
  const mesh = {
    ...{ rootNamespace: 'istio-system', trustDomain: 'cluster.local', aliases: [] },
    pathNormalization: 'BASE' as const,
  };
  const answers = createAnswers({ policies: null, plane: 'sidecar', mesh, complete, output: 'table' });
  const lines = gunzipSync(readFileSync(join(FIXTURES, `${corpus}.jsonl.gz`)))
    .toString()
    .trim()
    .split('\n');
  return lines
    .filter((_, i) => i % EVERY === 0)
    .map((line) => answers.of(complete ? line : withoutHalf(line)) ?? answers.reason)
    .join('\n');
}

/** The flow with half of what it says left out, each time another half. */
function withoutHalf(text: string): string {
  const { flow, ...line } = JSON.parse(text);
  const cut = (part: object | undefined) =>
    part && Object.fromEntries(Object.entries(part).filter((_, i) => (i + text.length) % 2 === 0));
  return JSON.stringify({ ...line, flow: { ...flow, source: cut(flow.source), request: cut(flow.request) } });
}

describe('explanations', () => {
  it.each([
    ['corpus', true],
    ['corpus', false],
    ['ztunnel', true],
  ])('of a sample of %s (complete: %j) read as reviewed', (corpus, complete) => {
    const file = join(import.meta.dirname, `${corpus}${complete ? '' : '-incomplete'}.golden`);
    const text = sample(corpus, complete);
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});
