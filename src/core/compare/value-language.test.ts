import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../evaluate/call.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, Rule } from '../model/policy.ts';
import { matchesText } from './atom.ts';
import { type Attribute, OPERATION_FIELDS, SOURCE_FIELDS } from './attribute.ts';
import { createLiterals } from './literals.ts';

const sidecar: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'a',
  labels: {},
  service: null,
  mesh: { rootNamespace: 'root', trustDomain: 'td1', aliases: ['td2', '*-td'], pathNormalization: 'NONE' },
};
const ztunnel: EnforcementPoint = { ...sidecar, plane: 'ztunnel' };

const word = fc.constantFrom('a', 'b', 'ab', 'bab');
const principal = fc
  .tuple(fc.oneof(word, fc.constantFrom('ns', 'td1', 'td2', 'x-td')), fc.oneof(word, fc.constant('ns')), word)
  .map(([domain, namespace, account]) => `${domain}/ns/${namespace}/sa/${account}`);
const path = fc.stringMatching(/^\/[ab/.%[]{0,6}$/);
const header = fc.stringMatching(/^[ab,]{0,4}$/);
const host = fc.stringMatching(/^[aAbB:8]{1,4}$/);

/** Texts cut and starred at random, so that values and texts meet often. */
function near(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.nat(40), fc.nat(40), fc.boolean(), fc.boolean())
    .map(([text, from, to, before, after]) => {
      const part = text.slice(from % (text.length + 1), text.length - (to % (text.length + 1)));
      return `${before ? '*' : ''}${part}${after ? '*' : ''}` || text || '*';
    });
}

const template = fc
  .array(fc.constantFrom('a', 'b', '{*}', '{**}', 'ab', ''), { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);

interface Form {
  readonly title: string;
  readonly attribute: Attribute;
  readonly value: fc.Arbitrary<string>;
  readonly text: fc.Arbitrary<string>;
  call(text: string): Partial<Call>;
  readonly point?: EnforcementPoint;
}

const byPrincipal = { text: principal, call: (text: string) => ({ principal: text }) };
const part = near(fc.oneof(word, fc.constantFrom('ns', 'sa', 'a/sa', 'ns/a')));
const FORMS: readonly Form[] = [
  {
    title: 'S3, D1, D2, D3, D4: principals',
    attribute: { kind: 'principal' },
    value: near(principal),
    ...byPrincipal,
  },
  {
    title: 'S4: namespaces',
    attribute: { kind: 'namespace' },
    value: fc.oneof(part, fc.stringMatching(/^[abns*/]{1,4}$/)),
    ...byPrincipal,
  },
  {
    title: 'S5: serviceAccounts',
    attribute: { kind: 'serviceAccount' },
    value: fc.oneof(
      word,
      fc.tuple(word, word).map((both) => both.join('/')),
    ),
    ...byPrincipal,
  },
  {
    title: 'S6: trustDomains',
    attribute: { kind: 'trustDomain' },
    value: near(fc.constantFrom('td1', 'td2', 'x-td', 'ab', 'cluster.local')),
    ...byPrincipal,
  },
  {
    title: 'Z4, Z5: principals on ztunnel',
    attribute: { kind: 'principal' },
    value: near(principal),
    ...byPrincipal,
    point: ztunnel,
  },
  {
    title: 'Z5: namespaces on ztunnel',
    attribute: { kind: 'namespace' },
    value: part,
    ...byPrincipal,
    point: ztunnel,
  },
  {
    title: 'S5: serviceAccounts on ztunnel',
    attribute: { kind: 'serviceAccount' },
    value: fc.oneof(
      word,
      fc.tuple(word, word).map((both) => both.join('/')),
    ),
    ...byPrincipal,
    point: ztunnel,
  },
  {
    title: 'S7: hosts',
    attribute: { kind: 'host' },
    value: near(host),
    // The texts of a comparison that nothing else looks at are in lower case.
    text: host.map((text) => text.toLowerCase()),
    call: (text) => ({ host: text }),
  },
  {
    title: 'S8: methods',
    attribute: { kind: 'method' },
    value: near(word),
    text: word,
    call: (text) => ({ method: text }),
  },
  {
    title: 'S1, S9: paths',
    attribute: { kind: 'path' },
    value: near(path),
    text: path,
    call: (text) => ({ path: text }),
  },
  {
    title: 'T1, T2, T3, T4: templates',
    attribute: { kind: 'path' },
    value: template,
    text: path,
    call: (text) => ({ path: text }),
  },
];

function ruleOf({ kind }: Attribute, value: string): Rule {
  const source = SOURCE_FIELDS.find(([, , attribute]) => attribute.kind === kind);
  if (source !== undefined) return { from: [{ source: { [source[0]]: [value] } }] };
  const operation = OPERATION_FIELDS.find(([, , attribute]) => attribute.kind === kind)!;
  return { to: [{ operation: { [operation[0]]: [value] } }] };
}

function allows(rule: Rule, call: Partial<Call>, point: EnforcementPoint): boolean {
  const policy: AuthorizationPolicy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'a' },
    spec: { rules: [rule] },
  };
  const chain = point.plane === 'ztunnel' ? 'tcp' : 'http';
  return evaluate([policy], point, { chain, port: 80, ...call }).verdict === 'allow';
}

describe('the language of a value is what the evaluator matches', () => {
  it.each(FORMS)('$title', ({ attribute, value, text, call, point = sidecar }) => {
    let matched = 0;
    fc.assert(
      fc.property(value, text, (written, tried) => {
        const literals = createLiterals({ point, chain: 'http', hostCase: false, query: false });
        const [literal] = literals.of({ attribute, values: [written], notValues: [] }, 'a');
        if (literal?.atom.kind !== 'text') throw new Error('no text');
        const full = literal.dimension === 'principal' ? `spiffe://${tried}` : tried;
        const matches = matchesText(literal.atom, full);
        if (matches) matched++;
        expect(matches).toBe(allows(ruleOf(attribute, written), call(tried), point));
      }),
      { numRuns: 1500 },
    );
    expect(matched).toBeGreaterThan(20);
  });

  it('S1, S10: a header', () => {
    const attribute: Attribute = { kind: 'header', name: 'x-a' };
    fc.assert(
      fc.property(near(header), header, (written, tried) => {
        const literals = createLiterals({ point: sidecar, chain: 'http', hostCase: false, query: false });
        const [literal] = literals.of({ attribute, values: [written], notValues: [] }, 'a');
        if (literal?.atom.kind !== 'text') throw new Error('no text');
        const rule = { when: [{ key: 'request.headers[X-A]', values: [written] }] };
        expect(matchesText(literal.atom, tried)).toBe(allows(rule, { headers: { 'x-a': [tried] } }, sidecar));
      }),
      { numRuns: 1500 },
    );
  });
});
