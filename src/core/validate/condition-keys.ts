import {
  checkEmpty,
  checkIps,
  checkOneStar,
  checkPorts,
  checkServiceAccounts,
  type ValueCheck,
} from './value-checks.ts';

/** S15: the keys of `when`, and what their values must be. */
const PLAIN: Readonly<Record<string, ValueCheck>> = {
  'source.ip': checkIps,
  'remote.ip': checkIps,
  'source.namespace': checkEmpty,
  'source.serviceAccount': checkServiceAccounts,
  'source.trustDomain': checkOneStar,
  'source.principal': checkEmpty,
  'request.auth.principal': checkEmpty,
  'request.auth.audiences': checkEmpty,
  'request.auth.presenter': checkEmpty,
  'destination.ip': checkIps,
  'destination.port': checkPorts,
  'connection.sni': checkEmpty,
};

/** Keys that end in a name in brackets. */
const NAMED = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

/** The check of a key's values; or what is wrong with the key. */
export function checkOfKey(key: string): ValueCheck | string {
  if (Object.hasOwn(PLAIN, key)) return PLAIN[key] ?? checkEmpty;
  const named = NAMED.find((prefix) => key.startsWith(prefix));
  if (named === undefined) return unknownKey(key);
  const open = key.indexOf('[');
  if (key.endsWith(']') && open > 0 && open < key.length - 2) return checkEmpty;
  return `it must end in a name in brackets, such as ${named.replace(/\.$/, '.NAME')}[NAME]`;
}

function unknownKey(key: string): string {
  if (key.startsWith('destination.labels')) return 'choose workloads by the selector instead';
  if (key === 'destination.namespace') return 'the policy’s own namespace is what counts instead';
  const close = Object.keys(PLAIN).find((one) => one.toLowerCase() === key.trim().toLowerCase());
  if (close !== undefined) return `write ${close}`;
  if (key === 'request.method') return 'write `methods` in `to` instead';
  if (key === 'request.path') return 'write `paths` in `to` instead';
  return `use ${[...Object.keys(PLAIN), ...NAMED.slice(0, 2).map((prefix) => `${prefix}[NAME]`)].join(', ')}`;
}
