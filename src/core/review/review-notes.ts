import type { PolicySet } from './policy-set.ts';
import type { Review } from './review.ts';

const SHOWN = 5;

/** What has to be said about a set of policies as a whole. */
export function policyNotes({ policies, dryRun, otherKinds }: PolicySet): string[] {
  const notes = [];
  if (dryRun.length > 0) {
    const are = dryRun.length === 1 ? 'policy is' : 'policies are';
    notes.push(`${dryRun.length} dry-run ${are} judged as if enforced: ${listed(dryRun)}`);
  }
  if (policies.length === 0) notes.push('there is no AuthorizationPolicy: everything is allowed');
  if (otherKinds > 0) notes.push(`${counted(otherKinds, 'document')} of other kinds left out`);
  return notes;
}

/** What has to be said about a review besides its lists. */
export function reviewNotes(review: Review, left: { sourceRows: number; noCall: number }): string[] {
  const { totals, overflow, unattached } = review;
  const { allow, deny, unknown } = totals.evidence;
  const notes = [];
  if (allow + deny + unknown === 0) notes.push('the traffic holds no evidence: nothing was checked');
  if (unknown > 0)
    notes.push(`of ${counted(unknown, 'call')} of evidence it can't be said what would become of them`);
  if (left.sourceRows > 0) {
    notes.push(
      `${counted(left.sourceRows, 'call')} told by callers' own proxies only: no evidence, not judged`,
    );
  }
  if (left.noCall > 0) notes.push(`${counted(left.noCall, 'record')} that no policy was asked about`);
  if (unattached.length > 0) {
    const pick = unattached.length === 1 ? 'policy picks' : 'policies pick';
    notes.push(`${unattached.length} ${pick} no workload of this traffic: ${listed(unattached)}`);
  }
  const lost = overflow.denied + overflow.allowed + overflow.unknown;
  if (lost > 0) notes.push(`${counted(lost, 'call')} more than the lists have room for: only counted`);
  return notes;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
