import type { Rule, Source } from '../model/policy.ts';
import { fieldsOf } from './http-only.ts';
import type { PolicyFinding } from './policy-finding.ts';
import type { PolicyLint } from './value-lint.ts';

/** F5: an empty list is read as if it weren't there, and that is *any*. */
export const lintEmptyLists: PolicyLint = ({ spec }) => {
  const { action = 'ALLOW', rules = [] } = spec;
  return rules.flatMap((rule, index) => {
    const path = `spec.rules[${index}]`;
    return [
      ...emptyEntries(rule, path, action === 'ALLOW'),
      ...(rule.from ?? []).flatMap(({ source }, at) => emptyFields(source, `${path}.from[${at}].source`)),
      ...(rule.to ?? []).flatMap(({ operation }, at) =>
        emptyFields(operation, `${path}.to[${at}].operation`),
      ),
    ];
  });
};

function emptyEntries(rule: Rule, path: string, allows: boolean): PolicyFinding[] {
  return (['from', 'to'] as const)
    .filter((field) => rule[field]?.length === 0)
    .map((field) => ({
      id: 'empty-list-is-any',
      severity: allows ? 'critical' : 'warning',
      title: `\`${field}: []\` means ${field === 'from' ? 'any caller' : 'any operation'}`,
      why: 'An empty list can’t be told from a missing one, and a missing one is no condition.',
      whatToDo: 'Remove the rule if nothing is meant, or the list if everything is.',
      path: `${path}.${field}`,
    }));
}

function emptyFields(entry: object, path: string): PolicyFinding[] {
  return Object.entries(entry)
    .filter(([, values]) => Array.isArray(values) && values.length === 0)
    .map(([field]) => ({
      id: 'empty-list-is-any',
      severity: 'warning',
      title: `\`${field}: []\` is no condition`,
      why: 'An empty list can’t be told from a missing one, so the field doesn’t narrow its entry.',
      whatToDo: 'Name what is meant, or remove the field.',
      path: `${path}.${field}`,
    }));
}

/** F3: rules are alternatives, so a second one of the same text adds nothing. */
export const lintDuplicateRules: PolicyLint = ({ spec }) => {
  const seen = new Map<string, number>();
  return (spec.rules ?? []).flatMap((rule, index) => {
    const text = JSON.stringify(rule);
    const first = seen.get(text);
    if (first === undefined) seen.set(text, index);
    return first === undefined ? [] : [duplicate(index, first)];
  });
};

function duplicate(index: number, first: number): PolicyFinding {
  return {
    id: 'duplicate-rule',
    severity: 'info',
    title: 'This rule stands there twice',
    why: `It says the same as spec.rules[${first}].`,
    whatToDo: 'Remove one of them, or say in it what was meant.',
    path: `spec.rules[${index}]`,
  };
}

const IDENTITY = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'];
const IDENTITY_KEYS = ['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain'];

/** M1: a caller without identity satisfies every `not…` of an identity. */
export const lintNegativeSources: PolicyLint = ({ spec }, { plane }) => {
  const { action = 'ALLOW', rules = [] } = spec;
  if (action !== 'ALLOW' && action !== 'DENY') return [];
  if (plane === 'gateway') return [];
  return rules.flatMap((rule, index) => {
    const at = negativePlaces(rule, `spec.rules[${index}]`);
    return at.map(({ path, values }) =>
      action === 'ALLOW' ? allowsAnonymous(path) : deniesAnonymous(path, values),
    );
  });
};

interface Place {
  readonly path: string;
  readonly values: readonly string[];
}

/** Sources, or a condition in their stead, that know callers only by what they are not. */
function negativePlaces({ from = [], when = [] }: Rule, path: string): Place[] {
  const named = when.some(({ key, values = [] }) => IDENTITY_KEYS.includes(key) && values.length > 0);
  if (named) return [];
  if (from.length === 0) {
    return when
      .map(({ key, notValues = [] }, at) => ({ key, values: notValues, path: `${path}.when[${at}]` }))
      .filter(({ key, values }) => IDENTITY_KEYS.includes(key) && values.length > 0);
  }
  return from
    .map(({ source }, at) => ({ source, values: negated(source), path: `${path}.from[${at}].source` }))
    .filter(({ source, values }) => values.length > 0 && !isPositive(source));
}

function negated(source: Source): readonly string[] {
  const { notPrincipals = [], notNamespaces = [], notServiceAccounts = [], notTrustDomains = [] } = source;
  return [notPrincipals, notNamespaces, notServiceAccounts, notTrustDomains].flat();
}

/** Does any field name who it is, by identity, token or address? */
function isPositive(source: Source): boolean {
  const positive = Object.fromEntries(Object.entries(source).filter(([field]) => !field.startsWith('not')));
  return fieldsOf(positive).length > 0;
}

function allowsAnonymous(path: string): PolicyFinding {
  return {
    id: 'allows-anonymous',
    severity: 'warning',
    title: 'This source lets callers in that have no identity',
    why: `It only says who a caller must not be (${IDENTITY.join(', ')}), and a plaintext caller is nobody.`,
    whatToDo: 'Name who may call: `principals`, at least `["*"]` beside it.',
    path,
  };
}

function deniesAnonymous(path: string, values: readonly string[]): PolicyFinding {
  const meant = values.length === 1 && values[0] === '*';
  return {
    id: 'denies-anonymous',
    severity: meant ? 'info' : 'warning',
    title: 'This DENY also refuses every caller without an identity',
    why:
      'A plaintext caller is none of those that are spared: probes that aren’t rewritten, scrapes, ' +
      'webhooks and callers outside the mesh are refused.',
    whatToDo: 'Make sure that none of them is needed, or limit the rule by `ports`.',
    path,
  };
}
