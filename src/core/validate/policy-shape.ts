import type { ObjectShape, Shape, TextShape } from './shape.ts';

/** In the order of their numbers in Istio's message type. */
export const ACTIONS: readonly string[] = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'];

/** F2: each has a `not…` twin. */
export const SOURCE_FIELDS = [
  'principals',
  'requestPrincipals',
  'namespaces',
  'serviceAccounts',
  'ipBlocks',
  'remoteIpBlocks',
  'trustDomains',
] as const;
export const OPERATION_FIELDS = ['hosts', 'ports', 'methods', 'paths'] as const;

const TEXT: TextShape = { type: 'text' };
const TEXTS: Shape = { type: 'list', of: TEXT };
const SERVICE_ACCOUNTS: Shape = { type: 'list', of: { type: 'text', most: 320 }, most: 16 };

const SOURCE: ObjectShape = {
  type: 'object',
  fields: withTwins(SOURCE_FIELDS, (field) => (field === 'serviceAccounts' ? SERVICE_ACCOUNTS : TEXTS)),
};
const OPERATION: ObjectShape = { type: 'object', fields: withTwins(OPERATION_FIELDS, () => TEXTS) };
const CONDITION: ObjectShape = {
  type: 'object',
  fields: { key: TEXT, values: TEXTS, notValues: TEXTS },
  required: ['key'],
};

const RULE: ObjectShape = {
  type: 'object',
  fields: {
    from: { type: 'list', of: { type: 'object', fields: { source: SOURCE } }, most: 512 },
    to: { type: 'list', of: { type: 'object', fields: { operation: OPERATION } } },
    when: { type: 'list', of: CONDITION },
  },
};

const TARGET_REF: ObjectShape = {
  type: 'object',
  fields: {
    group: {
      type: 'text',
      most: 253,
      pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
      words: 'an API group such as gateway.networking.k8s.io',
    },
    kind: {
      type: 'text',
      least: 1,
      most: 63,
      pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/,
      words: 'a kind such as Service',
    },
    name: { type: 'text', least: 1, most: 253 },
    namespace: TEXT,
  },
  required: ['kind', 'name'],
};

/** `spec` of an AuthorizationPolicy, v1 and v1beta1 alike. */
export const SPEC: ObjectShape = {
  type: 'object',
  fields: {
    selector: {
      type: 'object',
      fields: { matchLabels: { type: 'map', of: { type: 'text', most: 63 }, most: 4096 } },
    },
    targetRef: TARGET_REF,
    targetRefs: { type: 'list', of: TARGET_REF, most: 16 },
    action: { type: 'action' },
    provider: { type: 'object', fields: { name: TEXT } },
    rules: { type: 'list', of: RULE, most: 512 },
  },
};

function withTwins(fields: readonly string[], shape: (field: string) => Shape): Record<string, Shape> {
  return Object.fromEntries(
    fields.flatMap((field) => [
      [field, shape(field)],
      [notTwin(field), shape(field)],
    ]),
  );
}

/** `paths` → `notPaths`. */
export function notTwin(field: string): string {
  return `not${field[0]?.toUpperCase()}${field.slice(1)}`;
}
