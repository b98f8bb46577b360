import type { AuthorizationPolicy, Condition, PolicyOperation, Rule, Source } from '../model/policy.ts';
import { notTwin, OPERATION_FIELDS, SOURCE_FIELDS } from './policy-shape.ts';

/** What a value is compared with, whether a field or a key of `when` names it. */
export type Attribute =
  | (typeof SOURCE_FIELDS)[number]
  | (typeof OPERATION_FIELDS)[number]
  | 'destinationIp'
  | 'sni'
  | 'headers'
  | 'token'
  | 'other';

/** One value of a policy, where it stands and what it means there. */
export interface StatedValue {
  readonly attribute: Attribute;
  readonly value: string;
  /** In a `not…` list. */
  readonly negated: boolean;
  /** The hosts in its list that have a port, without it and in lower case (S7). */
  readonly withPort: ReadonlySet<string>;
  readonly path: string;
}

const ATTRIBUTE_OF_KEY: Readonly<Record<string, Attribute>> = {
  'source.ip': 'ipBlocks',
  'remote.ip': 'remoteIpBlocks',
  'source.namespace': 'namespaces',
  'source.serviceAccount': 'serviceAccounts',
  'source.trustDomain': 'trustDomains',
  'source.principal': 'principals',
  'request.auth.principal': 'requestPrincipals',
  'destination.ip': 'destinationIp',
  'destination.port': 'ports',
  'connection.sni': 'sni',
};

/** What a key of `when` asks for (S15). */
export function attributeOfKey(key: string): Attribute {
  if (Object.hasOwn(ATTRIBUTE_OF_KEY, key)) return ATTRIBUTE_OF_KEY[key] ?? 'other';
  if (key.startsWith('request.headers')) return 'headers';
  return key.startsWith('request.auth.') ? 'token' : 'other';
}

/** Every value of the policy, in the order of its text. */
export function statedValues({ spec }: AuthorizationPolicy): StatedValue[] {
  return (spec.rules ?? []).flatMap((rule, index) => ruleValues(rule, `spec.rules[${index}]`));
}

function ruleValues({ from = [], to = [], when = [] }: Rule, path: string): StatedValue[] {
  return [
    ...from.flatMap(({ source }, at) => fieldValues(SOURCE_FIELDS, source, `${path}.from[${at}].source`)),
    ...to.flatMap(({ operation }, at) =>
      fieldValues(OPERATION_FIELDS, operation, `${path}.to[${at}].operation`),
    ),
    ...when.flatMap((condition, at) => conditionValues(condition, `${path}.when[${at}]`)),
  ];
}

function fieldValues(
  fields: readonly Attribute[],
  entry: Source | PolicyOperation,
  path: string,
): StatedValue[] {
  const lists = entry as Readonly<Record<string, readonly string[] | undefined>>;
  return fields.flatMap((attribute) => [
    ...listValues(attribute, lists[attribute], false, `${path}.${attribute}`),
    ...listValues(attribute, lists[notTwin(attribute)], true, `${path}.${notTwin(attribute)}`),
  ]);
}

function conditionValues({ key, values, notValues }: Condition, path: string): StatedValue[] {
  const attribute = attributeOfKey(key);
  return [
    ...listValues(attribute, values, false, `${path}.values`),
    ...listValues(attribute, notValues, true, `${path}.notValues`),
  ];
}

function listValues(
  attribute: Attribute,
  list: readonly string[] = [],
  negated: boolean,
  path: string,
): StatedValue[] {
  const hosts = attribute === 'hosts' ? list.filter((host) => host.includes(':')) : [];
  const withPort = new Set(hosts.map((host) => host.slice(0, host.lastIndexOf(':')).toLowerCase()));
  return list.map((value, index) => ({ attribute, value, negated, withPort, path: `${path}[${index}]` }));
}
