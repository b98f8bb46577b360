import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OK_FACTS } from '../../../test/support/sample-record.ts';
import type { OutcomeFacts } from '../model/record.ts';
import { outcomeOf } from './outcome.ts';

const http = (facts: Partial<OutcomeFacts>) => outcomeOf({ ...OK_FACTS, ...facts });
const tcp = (facts: Partial<OutcomeFacts>) =>
  outcomeOf({
    ...OK_FACTS,
    protocol: 'tcp',
    hasPath: false,
    code: 0,
    details: '',
    bytesIn: 9,
    bytesOut: 9,
    ...facts,
  });

describe('a status without flags', () => {
  it.each([
    [0, 'failed'],
    [99, 'failed'],
    [100, 'ok'],
    [101, 'ok'],
    [200, 'ok'],
    [207, 'ok'],
    [304, 'ok'],
    [399, 'ok'],
    [400, 'failed'],
    [401, 'failed'],
    [402, 'ok'],
    [403, 'failed'],
    [404, 'failed'],
    [405, 'failed'],
    [406, 'ok'],
    [409, 'ok'],
    [422, 'ok'],
    [429, 'ok'],
    [499, 'ok'],
    [500, 'failed'],
    [503, 'failed'],
    [599, 'failed'],
  ] as const)('%i is %s', (code, outcome) => {
    expect(http({ code })).toBe(outcome);
    // The way round the fast path must say the same.
    expect(http({ code, details: 'something_new' })).toBe(outcome);
  });

  it('is a gRPC status where one is visible', () => {
    const ok = new Set([0, 3, 5, 6, 8, 9, 10, 11]);
    for (let grpcStatus = 0; grpcStatus <= 17; grpcStatus++) {
      expect([grpcStatus, http({ grpcStatus })]).toEqual([grpcStatus, ok.has(grpcStatus) ? 'ok' : 'failed']);
    }
    expect(http({ grpcStatus: null, code: 200 })).toBe('ok');
  });
});

describe('every flag', () => {
  const failing = 'UH UF UO NC DF NFCF OM URX UT UR UC UPE NR RL RLSE DO UDO'.split(' ');
  const cutting = 'DC DR LR SI DT UMSDR'.split(' ');

  it.each(failing)('%s fails whatever the code', (flag) => {
    expect(http({ flags: [flag], code: 200 })).toBe('failed');
    expect(http({ flags: [flag], code: 503, details: 'route_not_found' })).toBe('failed');
    expect(tcp({ flags: [flag] })).toBe('failed');
  });

  it.each(cutting)('%s leaves it to whether a response began', (flag) => {
    expect(http({ flags: [flag], code: 0, details: 'downstream_remote_disconnect' })).toBe('failed');
    expect(http({ flags: [flag], code: 200, details: 'downstream_remote_disconnect' })).toBe('ok');
    expect(http({ flags: [flag], code: 101, details: 'downstream_remote_disconnect' })).toBe('ok');
    expect(http({ flags: [flag], code: 404 })).toBe('failed');
    expect(http({ flags: [flag], code: 429 })).toBe('failed');
    expect(http({ flags: [flag], code: 503 })).toBe('failed');
    expect(tcp({ flags: [flag] })).toBe('ok');
    expect(tcp({ flags: [flag], bytesOut: 0 })).toBe('failed');
  });

  it.each([
    ['UAEX', 403, 'denied'],
    ['UAEX', 200, 'denied'],
    ['DI', 200, 'ok'],
    ['DI', 404, 'failed'],
    ['FI', 200, 'failed'],
    ['FI', 503, 'failed'],
    ['RFCF', 404, 'ok'],
    ['LH', 200, 'protocol-error'],
    ['IH', 400, 'protocol-error'],
    ['DPE', 200, 'protocol-error'],
    ['XYZ', 200, 'ok'],
    ['XYZ', 404, 'failed'],
  ] as const)('%s with %i is %s', (flag, code, outcome) => {
    expect(http({ flags: [flag], code })).toBe(outcome);
  });

  it('UAEX denies a connection', () => {
    expect(tcp({ flags: ['UAEX'], bytesOut: 0 })).toBe('denied');
  });

  it.each([
    [['UF', 'URX'], 'failed'],
    [['URX', 'UAEX'], 'denied'],
    [['DC', 'UC'], 'failed'],
    [['XYZ', 'DC'], 'ok'],
    [['DPE', 'UC'], 'failed'],
    [['DI', 'DPE'], 'protocol-error'],
  ] as const)('of %j the strongest speaks: %s', (flags, outcome) => {
    expect(http({ flags: [...flags] })).toBe(outcome);
    expect(http({ flags: [...flags].reverse() })).toBe(outcome);
  });
});

describe('every text of the details', () => {
  it.each([
    'rbac_access_denied_matched_policy[none]',
    'rbac_access_denied_matched_policy[ns[shop]-policy[no-admin]-rule[0]]',
    'rbac_access_denied_matched_policy[istio-ext-authz-ns[shop]-policy[x]-rule[0]-deny-due-to-bad-CUSTOM-action]',
    'ext_authz_denied',
    'ext_authz_error',
    'jwt_authn_access_denied{Jwt_is_missing}',
    'jwt_authn_access_denied{Jwt is missing}',
  ])('%s denies', (details) => {
    expect(http({ details, code: 403 })).toBe('denied');
    // A denied gRPC call is a 200 with status 7.
    expect(http({ details, code: 200, grpcStatus: 7 })).toBe('denied');
    expect(http({ details, code: 403, flags: ['UF'] })).toBe('denied');
  });

  it.each([
    'route_not_found',
    'cluster_not_found',
    'no_healthy_upstream',
    'upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}',
    'upstream_reset_after_response_started{remote_reset}',
    'upstream_response_timeout',
    'upstream_per_try_timeout',
    'upstream_max_stream_duration_reached',
    'local_rate_limited',
    'request_rate_limited',
    'rate_limiter_error',
    'overload_manager',
    'downstream_remote_disconnect',
    'downstream_remote_reset',
    'downstream_local_disconnect(codec_error:x)',
    'http2.remote_reset',
    'stream_idle_timeout',
    'request_overall_timeout',
    'response_duration_timeout',
    'fault_filter_abort',
    'maintenance_mode',
  ])('%s fails, whatever the code', (details) => {
    expect(http({ details, code: 200 })).toBe('failed');
    expect(http({ details, code: 503 })).toBe('failed');
  });

  it.each([
    'missing_host_header',
    'path_normalization_failed',
    'invalid_path',
    'absolute_path_rejected',
    'http1.codec_error',
    'http2.invalid.header.field',
    'request_payload_too_large',
    'csrf_origin_mismatch',
  ])('%s is no operation', (details) => {
    expect(http({ details, code: 400 })).toBe('protocol-error');
  });

  it.each(['direct_response', 'internal_redirect', 'health_check_ok', 'a_text_of_tomorrow', '', '-'])(
    '%j leaves it to the code',
    (details) => {
      expect(http({ details, code: 301 })).toBe('ok');
      expect(http({ details, code: 403 })).toBe('failed');
    },
  );

  it('flags go before details that deny nothing', () => {
    expect(http({ details: 'downstream_remote_disconnect', flags: ['DC'], code: 101 })).toBe('ok');
    expect(http({ details: 'missing_host_header', flags: ['UF'], code: 400 })).toBe('failed');
    expect(http({ details: 'upstream_max_stream_duration_reached', flags: ['UMSDR'], code: 200 })).toBe('ok');
  });
});

describe('a request without a path', () => {
  it.each([
    'via_upstream',
    'http1.codec_error',
    'route_not_found',
    'rbac_access_denied_matched_policy[none]',
  ])('is no operation: %s', (details) => {
    expect(http({ hasPath: false, details, flags: ['DPE'] })).toBe('protocol-error');
    expect(http({ hasPath: false, details })).toBe('protocol-error');
  });
});

describe('a listener', () => {
  it('refuses what no filter chain takes', () => {
    const flags = ['NR'];
    expect(http({ listener: true, hasPath: false, code: 0, flags, details: '' })).toBe('listener-refused');
    expect(tcp({ listener: true, flags, transportFailure: 'TLS_error' })).toBe('listener-refused');
    expect(tcp({ flags, details: 'filter_chain_not_found', bytesIn: 0, bytesOut: 0 })).toBe(
      'listener-refused',
    );
  });
});

describe('a connection', () => {
  const none = { bytesIn: 0, bytesOut: 0 };
  const handshake = { ...none, transportFailure: 'PEER_DID_NOT_RETURN_A_CERTIFICATE' };
  const denial = 'rbac_access_denied_matched_policy[none]';

  it.each([
    ['bytes both ways', {}, 'ok'],
    ['bytes both ways, TLS inspector failed', { transportFailure: 'WRONG_VERSION_NUMBER' }, 'ok'],
    ['bytes both ways, odd flag', { flags: ['DPE'] }, 'ok'],
    ['bytes in alone', { bytesOut: 0 }, 'failed'],
    ['bytes out alone', { bytesIn: 0 }, 'failed'],
    ['bytes in alone, TLS inspector failed', { bytesOut: 0, transportFailure: 'x' }, 'failed'],
    ['no bytes', none, 'failed'],
    ['no bytes, handshake failed', handshake, 'handshake-failed'],
    ['no bytes, handshake failed, cut', { ...handshake, flags: ['DC'] }, 'handshake-failed'],
    ['no bytes, handshake failed, upstream refused', { ...handshake, flags: ['UF', 'URX'] }, 'failed'],
    ['no bytes, handshake failed, ext_authz', { ...handshake, flags: ['UAEX'] }, 'denied'],
    ['no bytes, protocol error', { ...none, flags: ['DPE'] }, 'protocol-error'],
    ['denied', { terminationDetails: denial, bytesOut: 0 }, 'denied'],
    [
      'denied by a rule',
      { terminationDetails: 'rbac_access_denied_matched_policy[ns[a]-policy[b]-rule[1]]' },
      'denied',
    ],
    ['denied, upstream refused', { terminationDetails: denial, flags: ['UF'] }, 'denied'],
    ['ended for another reason', { terminationDetails: 'idle timeout' }, 'ok'],
  ] as const)('%s: %s', (_, facts, outcome) => {
    expect(tcp(facts)).toBe(outcome);
  });
});

describe('whatever the facts', () => {
  const word = fc.constantFrom(
    ...[
      '',
      'via_upstream',
      'rbac_access_denied_matched_policy[none]',
      'http1.codec_error',
      'route_not_found',
      'x',
    ],
  );
  const facts = fc.record({
    protocol: fc.constantFrom('http' as const, 'tcp' as const),
    listener: fc.constant(false),
    hasPath: fc.boolean(),
    code: fc.constantFrom(0, 101, 200, 204, 400, 403, 404, 409, 500, 503),
    flags: fc.subarray(['UF', 'UAEX', 'DC', 'FI', 'DPE', 'RFCF', 'DI', 'XYZ']),
    details: word,
    terminationDetails: word,
    transportFailure: fc.constantFrom('', 'TLS_error'),
    bytesIn: fc.nat(2),
    bytesOut: fc.nat(2),
    grpcStatus: fc.constantFrom(null, 0, 5, 7, 14),
  });

  it('evidence has an answer: a path and no class F or D, or bytes both ways', () => {
    fc.assert(
      fc.property(facts, (one) => {
        if (outcomeOf(one) !== 'ok') return;
        expect(one.flags).not.toContain('UF');
        expect(one.flags).not.toContain('UAEX');
        if (one.protocol === 'tcp') expect(Math.min(one.bytesIn, one.bytesOut)).toBeGreaterThan(0);
        else expect([one.hasPath, one.details.startsWith('rbac')]).toEqual([true, false]);
      }),
    );
  });

  it('the order of flags says nothing', () => {
    fc.assert(
      fc.property(facts, (one) => {
        expect(outcomeOf({ ...one, flags: one.flags.toReversed() })).toBe(outcomeOf(one));
      }),
    );
  });
});
