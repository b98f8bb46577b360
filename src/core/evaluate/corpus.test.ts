import { describe, expect, it } from 'vitest';
import { type CorpusLine, corpusLines, pointOfLine } from '../../../test/support/authz-corpus.ts';
import { callOfFlow } from './call-of-flow.ts';
import { compile } from './compile.ts';
import { evaluate, type Verdict } from './evaluate.ts';

/** Verdicts of Istio's own builder and a real Envoy, and of istiod's conversion for ztunnel. */
describe.each([
  ['corpus', 22_613],
  ['ztunnel', 4674],
] as const)('%s', (name, count) => {
  const lines = corpusLines(name);

  it('has all its lines', () => expect(lines).toHaveLength(count));

  it.each([
    ['evaluate', (line: CorpusLine) => evaluate(line.policies, pointOfLine(line), callOf(line))],
    ['compile', (line: CorpusLine) => compile(line.policies, pointOfLine(line))(callOf(line))],
  ])('%s gives every verdict, and the rule that decided', (_, judge) => {
    const wrong = lines.flatMap((line) => {
      const found = answerOf(judge(line), line);
      const expected = answerOf(line, line);
      return found === expected ? [] : [`${line.id}: ${found} instead of ${expected}`];
    });
    expect(wrong).toEqual([]);
  });

  it('N1: paths are normalised as Envoy does', () => {
    const wrong = lines.flatMap((line) => {
      const { path, seenPath = path } = line.flow.request ?? {};
      const found = callOf(line).pathWithQuery;
      return found === (seenPath ?? undefined) ? [] : [`${line.id}: ${path} → ${found}, not ${seenPath}`];
    });
    expect(wrong).toEqual([]);
  });
});

function callOf(line: CorpusLine) {
  const call = callOfFlow(line.flow, pointOfLine(line).mesh, 'absent');
  if (call === null) throw new Error(`${line.id}: refused before any rule`);
  return call;
}

/** What can be compared: some lines don't know the rule, and ztunnel's know the policy only. */
function answerOf({ verdict, by }: Pick<CorpusLine, 'verdict' | 'by'> | Verdict, line: CorpusLine): string {
  if (line.by === undefined) return verdict;
  const rule = line.plane === 'ztunnel' ? '' : ` rule ${by?.rule}`;
  return by ? `${verdict} by ${by.policy}${rule}` : `${verdict} by none`;
}
