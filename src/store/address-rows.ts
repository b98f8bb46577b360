import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { instanceKey } from '../core/identify/instance.ts';
import type { KnownAddresses, KnownPod } from '../core/model/known-addresses.ts';
import type { Pod } from '../core/model/pod.ts';
import type { PodTable, Tables } from './tables.ts';

/** Rows written before the event loop gets its turn. */
const SLICE = 200;

export async function readAddresses(db: Kysely<Tables>): Promise<KnownAddresses> {
  const certainty = await db.selectFrom('certainty').select('until').executeTakeFirst();
  const pods = await db.selectFrom('pods').selectAll().execute();
  const reporters = await db.selectFrom('reporters').select(['pod', 'heard_at as heardAt']).execute();
  return { settled: certainty?.until ?? null, pods: pods.map(storedPod), reporters };
}

/** Inside a transaction of the writer. */
export async function writeAddresses(
  database: Database.Database,
  { settled, pods, reporters }: KnownAddresses,
  before: number,
): Promise<void> {
  const put = database.prepare(
    `replace into pods (cluster, namespace, name, instance, heard, starts, ends, pod)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [index, { pod, from, to, heard }] of pods.entries()) {
    if (index % SLICE === SLICE - 1) await setImmediate();
    const { cluster, namespace, name, inbound: _, ...rest } = pod;
    const key = heard ? `heard ${pod.addresses.join()}` : instanceKey(pod);
    const starts = from === Number.NEGATIVE_INFINITY ? null : from;
    const ends = to === Number.POSITIVE_INFINITY ? null : to;
    put.run(cluster, namespace, name, key, heard ? 1 : 0, starts, ends, JSON.stringify(rest));
  }
  const heard = database.prepare('replace into reporters (pod, heard_at) values (?, ?)');
  for (const { pod, heardAt } of reporters) heard.run(pod, heardAt);
  if (settled !== null) {
    database.prepare('replace into certainty (id, until) values (0, ?)').run(Math.floor(settled));
  }
  database.prepare('delete from pods where ends < ?').run(before);
  database.prepare('delete from reporters where heard_at < ?').run(before);
}

function storedPod({ cluster, namespace, name, heard, starts, ends, pod }: PodTable): KnownPod {
  const { startTime, ...rest } = JSON.parse(pod) as Pod & { startTime: number | null };
  const described = { ...rest, cluster, namespace, name, startTime: startTime ?? Number.NEGATIVE_INFINITY };
  const from = starts ?? Number.NEGATIVE_INFINITY;
  return { pod: described, from, to: ends ?? Number.POSITIVE_INFINITY, heard: heard === 1 };
}
