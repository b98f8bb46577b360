import { describe, expect, it } from 'vitest';
import { MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import { CART_REPORTER } from '../../test/support/sample-record.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const openStore = () => openSqliteStore(':memory:', { migrate: true });

describe('policies', () => {
  it('select no other workload, whatever one proxy leaves out of its labels', async () => {
    await using store = await openStore();
    const mesh = await openEngine(store, handClock(MIDNIGHT));
    const said = (owner: string, labels: Readonly<Record<string, string>>) => ({
      change: { reporter: { ...CART_REPORTER, pod: `${owner}-7d9f-x3`, owner, labels } },
    });
    mesh.send(said('cart', { team: 'a', app: 'cart' }), said('pay', { team: 'a', app: 'pay' }));
    await mesh.collector.flush();
    await mesh.judge.judge();
    expect(await mesh.reader.recommendation(CART, 'callers')).toMatchObject({ withheld: null });

    mesh.send(said('cart', { team: 'a' }));
    await mesh.collector.flush();
    await mesh.judge.judge();
    expect(await mesh.reader.recommendation(CART, 'callers')).toMatchObject({
      policy: null,
      withheld: { reason: 'selector-unknown' },
      findings: [{ id: 'selector-too-wide', rows: ['shop/pay'] }],
    });
    const labels = mesh.reader.report(CART)?.readiness.callers.gates.find(({ id }) => id === 'labels');
    expect(labels?.passed).toBe(false);
  });

  it.each([
    ['the mesh has another domain', 'east.example', '', 'inexpressible'],
    ['but not where it is an alias', 'east.example', 'cluster.local', null],
    ['nor where it is the mesh’s own', 'cluster.local', '', null],
  ])(
    'don’t name cluster.local, which Istio takes for the mesh’s domain: %s',
    async (_, own, aliases, why) => {
      await using store = await openStore();
      const settings = { 'mesh.trustDomain': own, ...(aliases && { 'mesh.aliases': aliases }) };
      const mesh = await openEngine(store, handClock(MIDNIGHT), settings);
      mesh.send({ caller: 'web' });
      await mesh.collector.flush();
      await mesh.judge.judge();

      const recommendation = await mesh.reader.recommendation(CART, 'callers');
      expect(recommendation?.withheld?.reason ?? null).toBe(why);
      expect(mesh.reader.report(CART)?.withheld.callers).toBe(why);
    },
  );
});
