import type { DeniedList } from '../../../src/http/denied-dto.ts';

/**
 * `ops/stranger 8080/http GET /cart/7: none, deny by none, nearest shop/leastpath-cart[0] but for principals`: what the
 * proxy named, what the evaluator says, and where the nearest rule didn't match. Without counts, sorted.
 */
export function deniedWords({ items }: DeniedList): string[] {
  return items.map(wordsOf).sort();
}

function wordsOf(item: DeniedList['items'][number]): string {
  const { principal, anonymousReason, port, protocol, method, path, sample, named, evaluator, nearest } =
    item;
  const caller = principal?.replace(/^cluster\.local\/ns\/(.+)\/sa\//, '$1/') ?? anonymousReason;
  const call = [caller, `${port}/${protocol}`, method, sample ?? path].filter(Boolean).join(' ');
  const proxy = `${item.enforced ? '' : 'on trial '}${ruleWords(named)}`;
  const fields = [...new Set(nearest?.mismatches.map(({ field }) => field))].join(', ');
  const answer = `${evaluator?.verdict} by ${ruleWords(evaluator?.by)}`;
  return `${call}: ${proxy}, ${answer}, nearest ${ruleWords(nearest)} but for ${fields}`;
}

function ruleWords(
  name: { readonly policy: string; readonly rule: number | null } | null | undefined,
): string {
  return name ? `${name.policy}[${name.rule}]` : 'none';
}
