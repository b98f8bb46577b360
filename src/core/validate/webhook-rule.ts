import { checkPathTemplates } from './check-path-templates.ts';
import { checkOfKey } from './condition-keys.ts';
import { accountsBeside } from './crd-rules.ts';
import type { DecodedFields, DecodedRule } from './decode-spec.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { notTwin, OPERATION_FIELDS, SOURCE_FIELDS } from './policy-shape.ts';
import {
  checkEmpty,
  checkIps,
  checkPorts,
  checkServiceAccounts,
  checkTrustDomains,
  type ValueCheck,
} from './value-checks.ts';

/** W1: what is asked of the values of each field; a twin's are asked the same. */
const CHECKS: Readonly<
  Record<(typeof SOURCE_FIELDS | typeof OPERATION_FIELDS)[number], readonly ValueCheck[]>
> = {
  principals: [checkEmpty],
  requestPrincipals: [checkEmpty],
  namespaces: [checkEmpty],
  serviceAccounts: [checkServiceAccounts],
  ipBlocks: [checkIps],
  remoteIpBlocks: [checkIps],
  trustDomains: [checkTrustDomains],
  hosts: [checkEmpty],
  ports: [checkPorts],
  methods: [checkEmpty],
  paths: [checkEmpty, checkPathTemplates],
};

/** W1: one rule. */
export function webhookRuleComplaints(rule: DecodedRule, path: string): Complaint[] {
  const { from = [], to = [], when = [] } = rule;
  return [
    ...from.flatMap(({ source }, at) => sourceComplaints(source, `${path}.from[${at}].source`)),
    ...to.flatMap(({ operation }, at) => {
      const where = `${path}.to[${at}].operation`;
      return fieldComplaints(operation, OPERATION_FIELDS, where, 'operation');
    }),
    ...when.flatMap((condition, at) => conditionComplaints(condition, `${path}.when[${at}]`)),
  ];
}

function sourceComplaints(source: DecodedFields | undefined, path: string): Complaint[] {
  const found = fieldComplaints(source, SOURCE_FIELDS, path, 'source');
  const has = (field: string) => source?.[field] !== undefined || source?.[notTwin(field)] !== undefined;
  const beside = ['principals', 'namespaces'].find(has);
  return has('serviceAccounts') && beside !== undefined ? [...found, accountsBeside(beside, path)] : found;
}

function fieldComplaints(
  entry: DecodedFields | undefined,
  fields: readonly (keyof typeof CHECKS)[],
  path: string,
  what: 'source' | 'operation',
): Complaint[] {
  if (entry === undefined || Object.values(entry).every((values) => values === undefined)) {
    const any = what === 'source' ? '`from`' : '`to`';
    const why = `The ${what} names nothing: give it a field with values, or leave out ${any} to mean any.`;
    return [complaint(`empty-${what}`, path, why)];
  }
  return fields.flatMap((field) =>
    [field, notTwin(field)].flatMap((name) =>
      CHECKS[field].flatMap((check) => check(entry[name] ?? [], `${path}.${name}`)),
    ),
  );
}

function conditionComplaints(
  { key = '', values = [], notValues = [] }: NonNullable<DecodedRule['when']>[number],
  path: string,
): Complaint[] {
  if (key === '')
    return [complaint('missing-field', `${path}.key`, 'The condition has no key: name an attribute.')];
  if (values.length === 0 && notValues.length === 0) {
    return [complaint('no-values', path, 'The condition asks for nothing: give it `values` or `notValues`.')];
  }
  const check = checkOfKey(key);
  if (typeof check === 'string') {
    return [
      complaint('unknown-key', `${path}.key`, `${JSON.stringify(key)} is no key of \`when\`: ${check}.`),
    ];
  }
  return [
    { list: values, at: `${path}.values` },
    { list: notValues, at: `${path}.notValues` },
  ].flatMap(({ list, at }) => check(list, at));
}
