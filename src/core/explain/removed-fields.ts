import type { Call } from '../evaluate/call.ts';
import { listed } from './listed.ts';
import type { Scene } from './scene.ts';

/**
 * X4, Z2: of a DENY rule the proxy takes out what it can't judge on this chain or plane, and the rest denies
 * more than the rule says.
 */
export function removedFields(
  scene: Scene,
  by: { readonly policy: string; readonly rule: number | null },
  call: Call,
): string {
  const rule = scene.rules('DENY').find((one) => one.policy === by.policy && one.rule === by.rule);
  if (rule === undefined || call.chain === 'http') return '';
  const { from, to, when } = rule.parts();
  const removed = [...from.flat(), ...to.flat(), ...when].filter((one) => one.standing(call) === 'ignored');
  if (removed.length === 0) return '';
  const fields = [...new Set(removed.map(({ field }) => field))];
  const what = listed(fields, 'and');
  return `: on a TCP chain what it asks of ${what} is taken out, so it denies more than it says`;
}
