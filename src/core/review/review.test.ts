import { describe, expect, it } from 'vitest';
import { cartWith, fromCallers, MESH, policy, WEB } from '../../../test/support/review-mesh.ts';
import type { Outcome } from '../model/flow.ts';
import { askedParts } from './asked-parts.ts';
import { recordedFlow } from './recorded-flow.ts';
import { reviewTally } from './review.ts';
import { MOST_GROUPS } from './review-limits.ts';

const cart = cartWith({ app: 'cart' });
const PAY = 'cluster.local/ns/shop/sa/pay';

function recorded(
  principal: string | undefined,
  path: string,
  over: { anonymousReason?: string; port?: number } = {},
) {
  const { anonymousReason, port = 8080 } = over;
  const source = {
    ...(principal !== undefined && { principal }),
    ...(anonymousReason && { anonymousReason }),
  };
  return recordedFlow(
    { source, destination: { namespace: 'shop', port }, protocol: 'http', request: { method: 'GET', path } },
    MESH,
    askedParts([]),
  );
}

function review(
  rules: Parameters<typeof policy>[1],
  calls: readonly [call: ReturnType<typeof recorded>, outcome: Outcome, count: number, time: number | null][],
  subject = cart,
) {
  const tally = reviewTally([policy('cart', rules)]);
  const judge = tally.judge(subject);
  for (const [call, ...rest] of calls) tally.count(judge(call), ...rest);
  return tally.review();
}

describe('a review', () => {
  it('lists evidence that would be denied, once for each kind of call, the most frequent first', () => {
    const { denied, totals } = review({ rules: [fromCallers(WEB)] }, [
      [recorded(PAY, '/cart/1'), 'ok', 2, 100],
      [recorded(WEB, '/cart/1'), 'ok', 50, 100],
      [recorded(PAY, '/pay'), 'ok', 9, null],
      [recorded(PAY, '/cart/2'), 'ok', 1, 300],
      [recorded(PAY, '/cart/2'), 'failed', 7, 900],
    ]);

    expect(denied).toMatchObject([
      { path: '/pay', count: 9, lastSeen: null },
      { path: '/cart/{*}', count: 3, lastSeen: 300, flow: { request: { path: '/cart/1' } } },
    ]);
    expect(totals).toEqual({
      evidence: { allow: 50, deny: 12, unknown: 0 },
      denied: { allow: 0, deny: 0, unknown: 0 },
      failed: 7,
    });
  });

  it('tells calls apart that other rules deny', () => {
    const rules = ['/cart/1', '/cart/2'].map((path) => ({ to: [{ operation: { paths: [path] } }] }));
    const { denied } = review({ action: 'DENY', rules }, [
      [recorded(WEB, '/cart/1'), 'ok', 1, 1],
      [recorded(WEB, '/cart/2'), 'ok', 1, 1],
    ]);

    expect(denied.map(({ by }) => by)).toEqual([
      { policy: 'shop/cart', rule: 0 },
      { policy: 'shop/cart', rule: 1 },
    ]);
  });

  it('lists recorded denied calls that would be let in, and not those that stay denied', () => {
    const { allowed, denied, totals } = review({ rules: [fromCallers(WEB)] }, [
      [recorded(WEB, '/a'), 'denied', 4, 1],
      [recorded(PAY, '/a'), 'denied', 5, 1],
    ]);

    expect(allowed).toMatchObject([{ principal: WEB, count: 4, why: expect.stringContaining('shop/cart') }]);
    expect(denied).toEqual([]);
    expect(totals.denied).toEqual({ allow: 4, deny: 5, unknown: 0 });
  });

  it('M1: knows that plaintext has no principal, and nothing of who hid behind another reason', () => {
    const { denied, unknown } = review({ rules: [fromCallers(WEB)] }, [
      [recorded(undefined, '/a'), 'ok', 1, 1],
      [recorded(undefined, '/a', { anonymousReason: 'plaintext' }), 'ok', 1, 1],
      [recorded(undefined, '/a', { anonymousReason: 'unknown-address' }), 'ok', 1, 1],
    ]);

    expect(denied.map(({ anonymousReason }) => anonymousReason)).toEqual([null, 'plaintext']);
    expect(unknown).toMatchObject([{ principal: null, anonymousReason: 'unknown-address' }]);
  });

  it('can’t say anything of a call whose port isn’t known', () => {
    const { unknown } = review({ rules: [{}] }, [[recorded(WEB, '/a', { port: 0 }), 'ok', 1, 1]]);

    expect(unknown).toMatchObject([{ port: 0, why: 'its port was not recorded', flow: null }]);
  });

  it('refuses what any kind of pod would refuse, and shows which', () => {
    const pods = cartWith({ app: 'cart', version: '1' }, { app: 'cart', version: '2' });
    const { denied } = review(
      { selector: { matchLabels: { version: '2' } }, rules: [fromCallers(WEB)] },
      [[recorded(PAY, '/a'), 'ok', 1, 1]],
      pods,
    );

    expect(denied).toMatchObject([{ flow: { destination: { labels: { version: '2' } } } }]);
  });

  it('names policies that pick none of the workloads', () => {
    expect(review({ selector: { matchLabels: { app: 'carts' } } }, []).unattached).toEqual(['shop/cart']);
    expect(review({}, []).unattached).toEqual([]);
  });

  it('keeps a bounded number of groups and counts the rest', () => {
    const calls = Array.from(
      { length: MOST_GROUPS + 10 },
      (_, i): [ReturnType<typeof recorded>, Outcome, number, number] => [
        recorded(PAY, `/a${'y'.repeat(i % 50)}/${'z'.repeat(Math.floor(i / 50))}`),
        'ok',
        3,
        1,
      ],
    );
    const { denied, overflow, totals } = review({ rules: [fromCallers(WEB)] }, calls);

    expect(denied).toHaveLength(MOST_GROUPS);
    expect(overflow).toEqual({ denied: 30, allowed: 0, unknown: 0 });
    expect(totals.evidence.deny).toBe(3 * (MOST_GROUPS + 10));
  });
});
