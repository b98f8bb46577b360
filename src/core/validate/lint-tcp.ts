import type { PolicyOperation, Rule, Source } from '../model/policy.ts';
import { fieldsOf, hasHttp, httpFields, isHttpKey } from './http-only.ts';
import type { PolicyFinding } from './policy-finding.ts';
import type { PolicyLint } from './value-lint.ts';

/** X2, X4, W3: what becomes of HTTP fields on connections that aren't HTTP. */
export const lintTcp: PolicyLint = ({ spec }, { plane }) => {
  if (plane === 'ztunnel') return [];
  const { action = 'ALLOW', rules = [] } = spec;
  return rules.flatMap((rule, index) => {
    const path = `spec.rules[${index}]`;
    if (action === 'ALLOW') return lostEntries(rule, path);
    return action === 'DENY' ? denied(rule, path) : [];
  });
};

/**
 * X4: on a TCP chain a DENY loses its HTTP conditions and keeps the rest. The webhook doesn't look at `when`
 * (W3).
 */
function denied(rule: Rule, path: string): PolicyFinding[] {
  const { from = [], to = [], when = [] } = rule;
  if (!hasHttp(rule)) return [];
  const ports = when.some(({ key }) => key === 'destination.port');
  const open = (entry: Source | PolicyOperation) => httpFields(entry).length === fieldsOf(entry).length;
  const limited = to.length > 0 && to.every(({ operation }) => fieldsOf(operation).includes('ports'));
  if (ports || limited) return [];
  const anyCaller = from.length === 0 || from.some(({ source }) => open(source));
  const anyTarget = to.length === 0 || to.some(({ operation }) => open(operation));
  const all = anyCaller && anyTarget && when.every(isHttpKey);
  return [
    {
      id: 'deny-reaches-tcp',
      severity: 'warning',
      title: all ? 'This DENY refuses every TCP connection' : 'On TCP this DENY refuses more than it says',
      why:
        'Hosts, methods, paths, headers and tokens don’t exist on a TCP connection; there a DENY drops ' +
        'those conditions and keeps the rest, ' +
        `${all ? 'and nothing is left, so it matches everything' : 'which matches more'}.`,
      whatToDo: 'Add `ports` with the HTTP ports that it is meant for to each entry of `to`.',
      path,
    },
  ];
}

/** X2: one HTTP field drops the whole rule, its entries without one included. */
function lostEntries({ from = [], to = [], when = [] }: Rule, path: string): PolicyFinding[] {
  const lost = (entries: readonly (Source | PolicyOperation)[]) =>
    entries.some((entry) => httpFields(entry).length > 0) &&
    entries.some((entry) => httpFields(entry).length === 0);
  const mixed =
    lost(from.map(({ source }) => source)) ||
    (lost(to.map(({ operation }) => operation)) && !when.some(isHttpKey));
  if (!mixed) return [];
  return [
    {
      id: 'entry-lost-on-tcp',
      severity: 'warning',
      title: 'An entry without HTTP conditions is lost on TCP',
      why:
        'On a TCP connection an ALLOW rule is dropped as a whole if any of its entries asks for a host, ' +
        'method, path, header or token: what the other entries allow is refused there.',
      whatToDo: 'Make it two rules: one with HTTP conditions, one without.',
      path,
    },
  ];
}
