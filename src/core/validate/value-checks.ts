import { parseIpBlock } from '../evaluate/ip-block.ts';
import { parsePort } from '../evaluate/port-value.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import { quoted } from './value-words.ts';

/** What the webhook has against the values of one list (W1). `path`: the list's. */
export type ValueCheck = (values: readonly string[], path: string) => readonly Complaint[];

export const checkEmpty: ValueCheck = (values, path) =>
  each(values, path, (value) =>
    value === ''
      ? ['empty-value', 'An empty text matches nothing and is refused: remove it, or name something.']
      : null,
  );

export const checkIps: ValueCheck = (values, path) =>
  each(values, path, (value) => {
    if (value === '') return EMPTY_IP;
    if (parseIpBlock(value) !== null) return null;
    const what = `${quoted(value)} is no IP address and no CIDR block`;
    return [
      'bad-ip',
      `${what}: write 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32, without port, star or zeros in front.`,
    ];
  });

const EMPTY_IP: Problem = ['empty-value', 'An empty text is no IP address: remove it.'];

/** S11: decimal, up to 65535, nothing else; leading zeros pass. */
export const checkPorts: ValueCheck = (values, path) =>
  each(values, path, (value) => {
    if (parsePort(value) !== null) return null;
    return [
      value === '' ? 'empty-value' : 'bad-port',
      `${quoted(value)} is no port: write one number from 0 to 65535, and each port as its own entry.`,
    ];
  });

/** S5 */
export const checkServiceAccounts: ValueCheck = (values, path) => {
  const most = 16;
  const many =
    values.length <= most
      ? []
      : [
          complaint(
            'too-many',
            path,
            `${values.length} service accounts, but at most ${most} are taken: use several sources.`,
          ),
        ];
  return [...many, ...each(values, path, serviceAccountProblem)];
};

function serviceAccountProblem(value: string): Problem | null {
  if (value === '') return ['empty-value', 'An empty text names no service account: remove it.'];
  const how = 'write namespace/name, or name alone for the policy’s own namespace';
  if (value.includes('*'))
    return ['bad-service-account', `${quoted(value)} has a star, which is none here: ${how}.`];
  const halves = value.split('/');
  if (halves.length > 2 || halves.includes('')) {
    return ['bad-service-account', `${quoted(value)} is no service account: ${how}.`];
  }
  // The webhook counts bytes.
  return utf8Bytes(value) > 320
    ? ['too-long', 'More than 320 bytes: no service account has such a name.']
    : null;
}

/** S6: one star at most, at the start or the end. */
export const checkOneStar: ValueCheck = (values, path) =>
  each(values, path, (value) => {
    if (value === '') return ['empty-value', 'An empty text names no trust domain: remove it.'];
    const stars = value.split('*').length - 1;
    if (stars === 0 || (stars === 1 && (value.startsWith('*') || value.endsWith('*')))) return null;
    return [
      'bad-trust-domain',
      `${quoted(value)} may have one star, at its start or its end: write several values instead.`,
    ];
  });

/** S6 */
export const checkTrustDomains: ValueCheck = (values, path) => [
  ...checkOneStar(values, path),
  ...each(values, path, (value) =>
    value.includes('/')
      ? [
          'bad-trust-domain',
          `${quoted(value)} has a slash: a trust domain is what stands before the first one.`,
        ]
      : null,
  ),
];

/** Id and message. */
export type Problem = readonly [string, string];

export function each(
  values: readonly string[],
  path: string,
  problemOf: (value: string) => Problem | null,
): Complaint[] {
  const found: Complaint[] = [];
  for (let index = 0; index < values.length; index++) {
    const problem = problemOf(values[index] ?? '');
    if (problem !== null) found.push(complaint(problem[0], `${path}[${index}]`, problem[1]));
  }
  return found;
}
