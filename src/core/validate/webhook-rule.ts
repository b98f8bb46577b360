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

type Field = (typeof SOURCE_FIELDS | typeof OPERATION_FIELDS)[number];

/** W1: what is asked of the values of each field. */
const CHECKS: Readonly<Record<Field, readonly ValueCheck[]>> = {
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

/** A twin's values are asked the same. */
const CHECKS_BY_NAME: ReadonlyMap<string, readonly ValueCheck[]> = new Map(
  [...SOURCE_FIELDS, ...OPERATION_FIELDS].flatMap((field) => [
    [field, CHECKS[field]],
    [notTwin(field), CHECKS[field]],
  ]),
);

/** W1: one rule. */
export function webhookRuleComplaints(rule: DecodedRule, path: string): Complaint[] {
  const { from = [], to = [], when = [] } = rule;
  return [
    ...from.flatMap(({ source }, at) => sourceComplaints(source, `${path}.from[${at}].source`)),
    ...to.flatMap(({ operation }, at) => {
      return fieldComplaints(operation, `${path}.to[${at}].operation`, 'operation');
    }),
    ...when.flatMap((condition, at) => conditionComplaints(condition, `${path}.when[${at}]`)),
  ];
}

function sourceComplaints(source: DecodedFields | undefined, path: string): Complaint[] {
  const found = fieldComplaints(source, path, 'source');
  const { serviceAccounts, notServiceAccounts } = source ?? {};
  if (serviceAccounts === undefined && notServiceAccounts === undefined) return found;
  const has = (field: string) => source?.[field] !== undefined || source?.[notTwin(field)] !== undefined;
  const beside = ['principals', 'namespaces'].find(has);
  return beside === undefined ? found : [...found, accountsBeside(beside, path)];
}

function fieldComplaints(entry: DecodedFields = {}, path: string, what: 'source' | 'operation'): Complaint[] {
  const found: Complaint[] = [];
  let isEmpty = true;
  for (const name of Object.keys(entry)) {
    const values = entry[name];
    if (values === undefined) continue;
    isEmpty = false;
    for (const check of CHECKS_BY_NAME.get(name) ?? []) found.push(...check(values, `${path}.${name}`));
  }
  if (isEmpty) {
    const any = what === 'source' ? '`from`' : '`to`';
    const why = `The ${what} names nothing: give it a field with values, or leave out ${any} to mean any.`;
    found.push(complaint(`empty-${what}`, path, why));
  }
  return found;
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
