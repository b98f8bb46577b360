import { expect, it } from 'vitest';
import { ruleOf, toRule } from '../../../test/support/authz-rules.ts';
import { attributesOf, cart, policy, web } from '../../../test/support/authz-scene.ts';
import type { Call } from './call.ts';
import { evaluate } from './evaluate.ts';

const get = attributesOf({ method: 'GET', path: '/cart/17' });
const tcp = attributesOf({ chain: 'tcp', port: 5432, method: null, path: null, host: null });
const plaintext: Call = { ...get, principal: null };
const allow = policy({ rules: [{}] }, 'allow');
const deny = policy({ action: 'DENY', rules: [toRule({ paths: ['/cart/*'] })] }, 'deny');
const nothing = policy({}, 'allow-nothing');
const onlyWeb = policy({ rules: [ruleOf({ principals: [web] })] }, 'q');

it('V1, O3: allows everything where no ALLOW policy is', () => {
  expect(evaluate([], cart, plaintext)).toEqual({ verdict: 'allow', by: null });
  expect(evaluate([deny], cart, { ...get, path: '/' })).toEqual({ verdict: 'allow', by: null });
});

it('V1: DENY before ALLOW', () => {
  const by = { policy: 'shop/deny', rule: 0 };
  expect(evaluate([allow, deny], cart, get)).toEqual({ verdict: 'deny', by });
});

it('V1, V11: AUDIT decides nothing, and DENY without rules denies nothing', () => {
  const audit = policy({ action: 'AUDIT', rules: [{}] }, 'audit');
  expect(evaluate([audit, policy({ action: 'DENY' }, 'd')], cart, get).verdict).toBe('allow');
  expect(evaluate([audit, nothing], cart, get).verdict).toBe('deny');
});

it('V1, X5: what CUSTOM says isn’t known, unless the rest denies anyway', () => {
  const custom = policy(
    { action: 'CUSTOM', provider: { name: 'x' }, rules: [toRule({ paths: ['/cart/*'] })] },
    'c',
  );
  expect(evaluate([custom, allow], cart, get)).toEqual({ verdict: 'unknown', by: null });
  expect(evaluate([custom, allow], cart, { ...get, path: '/' }).verdict).toBe('allow');
  expect(evaluate([custom, nothing], cart, get).verdict).toBe('deny');
});

it('X4: on TCP a DENY loses its HTTP fields, and denies what is left', () => {
  const byMethod = policy({ action: 'DENY', rules: [toRule({ methods: ['GET'] })] });
  const byPort = policy({ action: 'DENY', rules: [toRule({ methods: ['GET'], ports: ['8080'] })] });
  expect(evaluate([byMethod], cart, tcp).verdict).toBe('deny');
  expect(evaluate([byPort], cart, tcp).verdict).toBe('allow');
  expect(evaluate([byPort], cart, { ...tcp, port: 8080 }).verdict).toBe('deny');
});

it('V3, V4: takes all ALLOW policies as one list, and denies what none allows', () => {
  expect(evaluate([nothing], cart, get)).toEqual({ verdict: 'deny', by: null });
  expect(evaluate([nothing, onlyWeb], cart, get)).toEqual({
    verdict: 'allow',
    by: { policy: 'shop/q', rule: 0 },
  });
  expect(evaluate([onlyWeb], cart, { ...tcp, principal: null })).toEqual({ verdict: 'deny', by: null });
});

it('R2, R10: a trial denies nothing, whatever Go calls true', () => {
  for (const value of ['true', '1', 'T']) {
    const trial = policy({}, 'trial', { 'istio.io/dry-run': value });
    expect(evaluate([trial], cart, get).verdict).toBe('allow');
  }
  for (const value of ['false', '0', 'yes', '']) {
    expect(evaluate([policy({}, 'p', { 'istio.io/dry-run': value })], cart, get).verdict).toBe('deny');
  }
});

it('B7: names the first of several rules as Envoy does, by the text of its id', () => {
  const never = ruleOf({ principals: ['x'] });
  const rules = Array.from({ length: 11 }, (_, index) => (index === 2 || index === 10 ? {} : never));
  expect(evaluate([policy({ rules })], cart, get).by).toEqual({ policy: 'shop/p', rule: 10 });
  expect(evaluate([policy({ rules: [{}] }, 'b'), allow], cart, get).by).toEqual({
    policy: 'shop/allow',
    rule: 0,
  });
});

it('R11: CUSTOM is asked, trial or not', () => {
  const custom = policy({ action: 'CUSTOM', provider: { name: 'x' }, rules: [{}] }, 'c', {
    'istio.io/dry-run': 'true',
  });
  expect(evaluate([custom], cart, get).verdict).toBe('unknown');
});
