import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeApiServer, fakeApiServer } from '../support/kube-fake/fake-api-server.ts';
import { fakePod, PODS } from '../support/kube-fake/fake-objects.ts';
import { type WatchBed, watchBed } from '../support/kube-fake/watch-bed.ts';

let api: FakeApiServer;
let ticking: NodeJS.Timeout;

beforeEach(async () => {
  api = await fakeApiServer({ second: 30 });
  // Something else always happens in a cluster, so that no pod's resource version is the newest.
  ticking = setInterval(() => api.tick(), 3);
});

afterEach(async () => {
  clearInterval(ticking);
  await api[Symbol.asyncDispose]();
});

const certain = (bed: WatchBed) => bed.source.certainUntil();
const pod = (bed: WatchBed, name: string) => bed.latest().pods.filter((one) => one.name === name);

it('moves on where nothing happens, by bookmarks', async () => {
  await using bed = await watchBed(api);
  const first = certain(bed);
  expect(first).toBeLessThanOrEqual(Date.now());
  await bed.until('moved on twice', () => certain(bed) > first + 300);
});

it('stands still while nothing arrives, however often the server answers', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api, { podWatchSilence: 60_000 });
  api.hold();
  const held = Date.now();
  const asked = api.asked.length;
  await bed.until('asked', () => api.asked.slice(asked).filter(({ kind }) => kind === 'list').length > 20);

  expect(certain(bed)).toBeLessThanOrEqual(held);
  api.release();
  await bed.until('moves on', () => certain(bed) > held);
});

it('stands still while the server does not answer, and while it is away', async () => {
  await using bed = await watchBed(api);
  for (const odd of ['hang', 'reset', { status: 500 }] as const) {
    api.behave(() => odd);
    api.reset();
    const since = Date.now();
    await delay(300);
    expect(certain(bed)).toBeLessThanOrEqual(since);
    api.behave(() => null);
    await bed.until('moves on', () => certain(bed) > since);
  }
});

it('a watch that stands says nothing by itself', async () => {
  await using bed = await watchBed(api);
  // Answers to questions, and watches that are accepted and silent.
  api.behave(({ kind }) => (kind === 'watch' ? 'mute' : null));
  api.end();
  const since = Date.now();
  const asked = api.asked.length;
  await bed.until(
    'watches',
    () => api.asked.slice(asked).filter(({ kind, path }) => kind === 'watch' && path === PODS).length > 1,
  );

  expect(certain(bed)).toBeLessThanOrEqual(since);
});

it('a cluster that was restored is listed anew', async () => {
  for (let n = 0; n < 100_000; n += 1) api.tick();
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api);
  api.restore(50);
  api.put(PODS, fakePod('b', { ip: '10.0.0.2' }));

  await bed.until('b', () => pod(bed, 'b').length === 1);
  expect(pod(bed, 'a')[0]?.endTime).not.toBeNull();
});

it('a pod of the same name is another one: the old ended when it was last certain', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1', uid: 'one' }));
  await using bed = await watchBed(api);
  api.behave(() => 'reset');
  api.reset();
  const away = Date.now();
  await delay(50);
  api.remove(PODS, 'shop', 'a');
  api.put(PODS, fakePod('a', { ip: '10.0.0.2', uid: 'two' }));
  api.forget();
  api.behave(() => null);
  await bed.until('two', () => pod(bed, 'a').length === 2);

  const [now, before] = pod(bed, 'a');
  expect(now).toMatchObject({ addresses: ['10.0.0.2'], endTime: null, uid: 'two' });
  expect(before).toMatchObject({ addresses: ['10.0.0.1'], uid: 'one' });
  expect(before?.endTime).toBeLessThanOrEqual(away);
});

it('a pod that is deleted before our eyes ended then, or when its containers did', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }), fakePod('b', { ip: '10.0.0.2' }));
  await using bed = await watchBed(api);
  const before = Date.now();
  const finishedAt = '2026-01-02T00:00:00Z';
  api.remove(PODS, 'shop', 'a');
  api.remove(PODS, 'shop', 'b', {
    status: {
      ...(fakePod('b', { ip: '10.0.0.2' }).status as object),
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { finishedAt } } }],
    },
  });
  await bed.until('ended', () => bed.latest().pods.every(({ endTime }) => endTime !== null));

  // Nobody's last word: what a kubelet may be late by is taken off.
  expect(pod(bed, 'a')[0]?.endTime).toBeGreaterThan(before - 20_000);
  expect(pod(bed, 'a')[0]?.endTime).toBeLessThanOrEqual(Date.now());
  expect(pod(bed, 'b')[0]?.endTime).toBe(Date.parse(finishedAt));
});

it('a pod that got another address had each in its own time', async () => {
  api.put(PODS, fakePod('a', { ip: '10.0.0.1' }));
  await using bed = await watchBed(api);
  const before = Date.now();
  api.put(PODS, fakePod('a', { ip: '10.0.0.2' }));
  await bed.until('both', () => pod(bed, 'a').length === 2);

  const [now, old] = pod(bed, 'a');
  expect(now).toMatchObject({ addresses: ['10.0.0.2'], endTime: null });
  expect(now?.startTime).toBeGreaterThanOrEqual(before);
  expect(old).toMatchObject({ addresses: ['10.0.0.1'] });
  expect(old?.endTime).toBeLessThanOrEqual(Date.now());
});

/** What happened to pods, and when: by the same clock as the watches'. */
interface Happened {
  readonly at: number;
  readonly name: string;
  readonly there: boolean;
}

it.each([1, 2, 3])('whatever happens, what is certain is so (%i)', async (seed) => {
  const random = generator(seed);
  const happened: Happened[] = [];
  const there = new Set<string>();
  await using bed = await watchBed(api, { coalesce: 40 });
  let checks = 0;
  const check = () => {
    const until = certain(bed);
    const given = bed.latest().pods;
    const last = new Map<string, Happened>();
    for (const one of happened) if (one.at < until) last.set(one.name, one);
    for (const one of last.values()) {
      const later = happened.some(({ name, at }) => name === one.name && at > one.at);
      if (later) continue;
      const live = given.some(({ name, endTime }) => name === one.name && endTime === null);
      checks += 1;
      if (live !== one.there) throw new Error(`${JSON.stringify(one)} is certain until ${until}, and not so`);
    }
  };
  for (let step = 0; step < 250; step += 1) {
    const name = `p${Math.floor(random() * 20)}`;
    const at = Date.now();
    if (!there.delete(name)) there.add(name);
    if (there.has(name)) api.put(PODS, fakePod(name, { ip: `10.0.0.${step % 200}`, uid: `uid-${step}` }));
    else api.remove(PODS, 'shop', name);
    happened.push({ at, name, there: there.has(name) });
    const chance = random();
    if (chance < 0.04) api.hold();
    else if (chance < 0.14) api.release();
    else if (chance < 0.18) api.reset();
    else if (chance < 0.2) api.end();
    else if (chance < 0.22) api.forget();
    else if (chance < 0.24) api.behave(() => 'reset');
    else if (chance < 0.34) api.behave(() => null);
    await delay(random() * 16);
    check();
  }
  api.behave(() => null);
  api.release();
  const end = Date.now();
  await bed.until('certain again', () => certain(bed) > end);
  check();

  const live = bed.latest().pods.flatMap((one) => (one.endTime === null ? [one.name] : []));
  expect(live.sort()).toEqual([...there].sort());
  expect(checks).toBeGreaterThan(500);
});

function generator(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
