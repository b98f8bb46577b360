import type { PolicyOperation, Rule } from '../model/policy.ts';
import type { Call } from './call.ts';
import { anyMatch, both, type Match, matchOf } from './match.ts';
import { matchesPath } from './path-pattern.ts';
import { matchesValue } from './value-pattern.ts';

/** Does a rule's `to` admit what the call asks for? */
export function matchesTo(rule: Rule, call: Call): Match {
  const to = rule.to ?? [];
  if (to.length === 0) return 'yes'; // F4, F5: a missing `to` is any operation, and an empty one is missing
  return anyMatch(to, ({ operation }) => matchesOperation(operation, call)); // F3: entries are OR
}

function matchesOperation(operation: PolicyOperation, call: Call): Match {
  // F3: fields are AND. On a TCP chain only ports are left: a rule with more was dropped before (X2).
  if (!matchesPorts(operation.ports, call.port)) return 'no';
  const method = matchesField(operation.methods, call.method, matchesMethod);
  return method === 'no' ? 'no' : both(method, matchesField(operation.paths, call.path, matchesPath));
}

/** S11: decimal and exact; leading zeros don't count. */
export function matchesPorts(ports: readonly string[] | undefined, port: number): boolean {
  if (ports === undefined || ports.length === 0) return true; // F4: no field, no condition
  return ports.some((value) => /^[0-9]+$/.test(value) && Number(value) === port);
}

/** S8: case-sensitive. `*` asks for presence only, so even an empty method would do (S1). */
export function matchesMethod(pattern: string, method: string): boolean {
  return pattern === '*' || matchesValue(pattern, method);
}

function matchesField(
  values: readonly string[] | undefined,
  text: string | null,
  matches: (pattern: string, text: string) => boolean,
): Match {
  if (values === undefined || values.length === 0) return 'yes'; // F4: no field, no condition
  if (text === null) return 'unknown'; // B8: never silently `no`
  return matchOf(values.some((value) => matches(value, text))); // F3: values are OR
}
