import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordingTally, RecordingWatch } from '../../../test/support/als-tally.ts';
import {
  httpEntry,
  httpLogs,
  identifier,
  join,
  nested,
  type Part,
  struct,
  tcpEntry,
  tcpLogs,
  text,
  varint,
} from '../../../test/support/als-wire.ts';
import { Directory } from '../../core/identify/directory.ts';
import { createIntake } from './als-intake.ts';
import { consume } from './consume.ts';
import { mayDeny } from './rbac-metadata.ts';
import { openStream } from './stream-state.ts';

const HTTP = 'envoy.filters.http.rbac';
const TCP = 'envoy.filters.network.rbac';
const ALLOW_DENIED = { istio_dry_run_allow_shadow_engine_result: 'denied' };
const DENY_DENIED = {
  istio_dry_run_deny_shadow_engine_result: 'denied',
  istio_dry_run_deny_shadow_effective_policy_id: 'ns[shop]-policy[no]-rule[0]',
};
const LET_IN = {
  enforced_engine_result: 'allowed',
  enforced_effective_policy_id: 'ns[shop]-policy[denied-or-not]-rule[0]',
};

type Fields = Readonly<Record<string, string>>;

/** Field 17, an entry for each filter. */
function metadata(...filters: readonly (readonly [string, Fields])[]): Part {
  return nested(17, ...filters.map(([name, fields]) => nested(1, text(1, name), struct(2, fields))));
}

/** What the rows of one message say that was denied: `dry-run shop/no`, `none`, … */
function denials(message: Part): string[] {
  const tally = new RecordingTally();
  const stream = openStream(createIntake(tally, new RecordingWatch(), new Directory()), () => 0);
  const bytes = join(identifier(), message);
  expect(consume(stream, bytes, 0, bytes.length)).toBe('counted');
  return [...tally.rows.values()].map(({ record: { denial } }) =>
    denial === null
      ? '-'
      : `${denial.dryRun ? 'dry-run ' : ''}${denial.policy ?? denial.filter ?? 'none'}${denial.admittedBy ? ` but ${denial.admittedBy}` : ''}`,
  );
}

const http = (...common: Part[]) => httpLogs(httpEntry({ common }));

describe('the RBAC metadata of an entry', () => {
  it.each<[string, Part, string]>([
    ['none', http(), '-'],
    ['of a call let in', http(metadata([HTTP, LET_IN])), '-'],
    ['R7: a dry-run ALLOW that matched nothing', http(metadata([HTTP, ALLOW_DENIED])), 'dry-run none'],
    ['R7: a dry-run DENY that matched', http(metadata([HTTP, DENY_DENIED])), 'dry-run shop/no'],
    [
      'beside the enforced verdict',
      http(metadata([HTTP, { ...LET_IN, ...ALLOW_DENIED }])),
      'dry-run none but shop/denied-or-not',
    ],
    [
      'among other filters',
      http(metadata(['envoy.filters.http.jwt_authn', { sub: 'denied' }], [HTTP, DENY_DENIED], ['x', {}])),
      'dry-run shop/no',
    ],
    ['of another filter only', http(metadata(['my.filter', DENY_DENIED])), '-'],
    ['the TCP filter’s, on an HTTP chain', http(metadata([TCP, DENY_DENIED])), '-'],
    ['in two pieces', http(metadata(['x', { a: 'b' }]), metadata([HTTP, DENY_DENIED])), 'dry-run shop/no'],
    ['twice: the last counts', http(metadata([HTTP, DENY_DENIED], [HTTP, LET_IN])), '-'],
    [
      'twice: the last counts, either way',
      http(metadata([HTTP, LET_IN], [HTTP, DENY_DENIED])),
      'dry-run shop/no',
    ],
    [
      'the value before the key',
      http(nested(17, nested(1, struct(2, DENY_DENIED), text(1, HTTP)))),
      'dry-run shop/no',
    ],
    ['with fields nobody knows', http(nested(17, text(2, 'denied'), varint(9, 1))), '-'],
    ['without a value', http(nested(17, text(2, 'denied'), nested(1, text(1, HTTP)))), '-'],
    ['empty', http(nested(17)), '-'],
    ['in another wire type', http(varint(17, 5)), '-'],
  ])('%s', (_, message, expected) => {
    expect(denials(message)).toEqual([expected]);
  });

  it('on a TCP chain is the network filter’s', () => {
    const bytes = { received: 5, sent: 7 };
    const common = [metadata([TCP, DENY_DENIED], [HTTP, ALLOW_DENIED])];
    expect(denials(tcpLogs(tcpEntry({ ...bytes, common })))).toEqual(['dry-run shop/no']);
  });

  it('is not asked where the call was refused: the details say by what', () => {
    const details = 'rbac_access_denied_matched_policy[ns[shop]-policy[real]-rule[0]]';
    const common = [
      metadata([HTTP, { ...DENY_DENIED, enforced_effective_policy_id: 'ns[a]-policy[b]-rule[0]' }]),
    ];
    expect(denials(httpLogs(httpEntry({ code: 403, details, common })))).toEqual(['shop/real']);
  });

  it('is asked which CUSTOM policy sent the call to an external authorizer', () => {
    const id = { istio_ext_authz_shadow_effective_policy_id: 'istio-ext-authz-ns[shop]-policy[ask]-rule[0]' };
    const common = [metadata([HTTP, id])];
    const entry = (more: object) => httpEntry({ code: 403, details: 'ext_authz_denied', ...more });
    expect(denials(httpLogs(entry({ common })))).toEqual(['shop/ask']);
    expect(denials(httpLogs(entry({})))).toEqual(['ext_authz_denied']);
  });

  it('makes tuples of their own only for what was denied', () => {
    const id = (policy: string) => ({
      ...LET_IN,
      enforced_effective_policy_id: `ns[a]-policy[${policy}]-rule[0]`,
    });
    const entries = ['a', 'b', 'denied'].map((one) => httpEntry({ common: [metadata([HTTP, id(one)])] }));
    expect(denials(httpLogs(httpEntry(), ...entries))).toEqual(['-']);
    const denied = httpEntry({ common: [metadata([HTTP, DENY_DENIED])] });
    expect(denials(httpLogs(httpEntry(), denied, denied))).toEqual(['-', 'dry-run shop/no']);
  });

  it('breaks the message when it is broken inside', () => {
    const tally = new RecordingTally();
    const stream = openStream(createIntake(tally, new RecordingWatch(), new Directory()), () => 0);
    const broken = nested(17, nested(1, text(1, HTTP), nested(2, Uint8Array.of(0x0a, 0x7f))));
    const bytes = join(identifier(), http(broken));
    expect(consume(stream, bytes, 0, bytes.length)).toBe('malformed');
    expect(tally.rows.size).toBe(0);
  });

  it('never throws, whatever is in it', () => {
    const value = fc.oneof(
      fc.constant(text(3, 'denied')),
      fc.constant(varint(4, 1)),
      fc.constant(nested(6, nested(1, text(3, 'denied')))),
      fc.constant(struct(5, { denied: 'denied' })),
      fc.constant(Buffer.alloc(0)),
    );
    const key = fc.constantFrom(...Object.keys({ ...DENY_DENIED, ...ALLOW_DENIED, ...LET_IN }), '__proto__');
    const field = fc.tuple(key, value).map(([name, content]) => nested(1, text(1, name), nested(2, content)));
    fc.assert(
      fc.property(
        fc.array(field, { maxLength: 6 }),
        fc.constantFrom(HTTP, TCP, '__proto__'),
        (fields, filter) => {
          const part = nested(17, nested(1, text(1, filter), nested(2, ...fields)));
          expect(denials(http(part))).toHaveLength(1);
        },
      ),
    );
  });
});

it('looks for a refusal as Buffer would', () => {
  const bits = fc.constantFrom('d', 'e', 'n', 'i', 'denie', 'denied', 'den', 'ied', 'allowed', ' ', 'é');
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 8 }), (parts) => {
      const bytes = Buffer.from(parts.join(''));
      expect(mayDeny(bytes)).toBe(bytes.includes('denied'));
    }),
    { numRuns: 2000 },
  );
});
