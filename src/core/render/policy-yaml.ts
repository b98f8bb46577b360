import { Document } from 'yaml';
import { draftOf } from '../recommend/draft.ts';
import { headerLines } from './header.ts';
import { lineComments } from './line-comments.ts';
import { orderedPolicy } from './ordered-policy.ts';
import type { PolicyYamlInput } from './policy-yaml-input.ts';

/**
 * The policy as a YAML document with its evidence in comments; null = withheld. Equal input gives equal
 * bytes, and those of a policy that is no draft change only when the policy, a band of its evidence or its
 * state does.
 */
export function policyYaml(input: PolicyYamlInput): string | null {
  const { recommendation, draft } = input;
  const { policy, evidence } = recommendation;
  if (policy === null) return null;
  // YAML 1.1 readers, kubectl's among them, would take more words for booleans and numbers than 1.2 does.
  const document = new Document(orderedPolicy(draft ? draftOf(policy) : policy), {
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
  });
  document.commentBefore = headerLines(input).map(asComment).join('\n');
  for (const { at, before, words } of lineComments(policy, evidence)) {
    const node = document.getIn(at, true) as { comment?: string; commentBefore?: string };
    node[before ? 'commentBefore' : 'comment'] = asComment(words);
  }
  // A line is never folded: it is what a reviewer greps and a diff shows.
  return document.toString({ lineWidth: 0, singleQuote: false });
}

/** All that aren't withheld, as one stream; empty where all are. */
export function policiesYaml(inputs: readonly PolicyYamlInput[]): string {
  return inputs
    .map(policyYaml)
    .filter((yaml) => yaml !== null)
    .join('---\n');
}

function asComment(line: string): string {
  return ` ${line}`;
}
