import { normalAddress } from '../../core/identify/address.ts';
import { clusterDirection } from '../../core/identify/direction.ts';
import type { Directory } from '../../core/identify/directory.ts';
import { barePath } from '../../core/identify/path.ts';
import type { RecordOutcome } from '../../core/model/flow.ts';
import type { Endpoint } from '../../core/model/record.ts';
import { endpointOf } from './line-address.ts';
import { peerKey, peerOf } from './line-peer.ts';
import { looksOutbound, reporterKey } from './line-reporter.ts';
import type { LogLine } from './log-line.ts';
import type { SourceKeys } from './source-keys.ts';

export interface TupleContext {
  readonly directory: Directory;
  readonly keys: Pick<SourceKeys, 'sni' | 'peer'>;
  /** What the input says of the reporter, in a form that differs where it does. */
  readonly inputKey: string;
  readonly inputPod: string | null;
  /** The input names the pod or its owner. */
  readonly inputNamed: boolean;
  readonly ownAddresses: ReadonlySet<string>;
}

/** Begins a tuple in which an address stands for itself, since it isn't certain yet who had it. */
const OPEN = '~';

export function isOpen(tuple: string): boolean {
  return tuple.startsWith(OPEN);
}

/**
 * Everything of a line that decides what its record is about, and nothing that changes from call to call:
 * addresses that matter stand for the pods that had them when the exchange began, caller's ports only for being
 * 0. Lines with one tuple have one flow, unless it is open. Values that could hold a line break come last or as
 * JSON.
 */
export function tupleOf(
  line: LogLine,
  prefixPod: string | null,
  outcome: RecordOutcome,
  context: TupleContext,
): string {
  const { local, remote, claims } = line;
  const outbound = looksOutbound(line);
  const open = clusterDirection(line.upstreamCluster) === 'unknown' || !local?.port;
  const evidence = outbound && claims === null ? null : peerOf(line, context.keys);
  const named = isNamed(line, prefixPod, context);
  // The caller is its certificate, or nobody without TLS; and whoever wrote the line may be named.
  const asked = evidence?.kind === 'address' && evidence.sni !== null && !outbound;
  const peer = evidence === null ? '' : peerKey(evidence);
  const who = `${context.inputKey}\n${reporterKey(line, prefixPod)}`;
  const marks = marksOf(line);
  const what = `${line.protocol}${marks} ${line.direction ?? ''}`;
  const way = `${open ? hintsOf(line, prefixPod, outcome, context) : ''} ${line.upstreamCluster}`;
  const here = `${named && !open ? '-' : holder(local, line.startTime, context)}:${local?.port ?? 0}`;
  const caller = open || asked || !named ? holder(remote, line.startTime, context) : '-';
  const there = `${caller}${remote?.port ? '' : '!'}`;
  const upstream = outbound || open ? upstreamKey(line, named, context) : '';
  const state = claims?.peerState ? JSON.stringify(claims.peerState) : '';
  const original = line.originalPath === null ? '' : JSON.stringify(barePath(line.originalPath));
  const operation = `${line.method ?? ''} ${original} ${line.path === null ? '' : barePath(line.path)}`;
  const unsettled = here.startsWith(OPEN) || there.startsWith(OPEN) || upstream.includes(OPEN) ? OPEN : '';
  return `${unsettled}${who}\n${what} ${way}\n${here} ${there} ${upstream}\n${peer} ${state}\n${operation}`;
}

/** What else of its path and protocol is known. */
function marksOf({ pathClaimed, originalUnknown, pathCut, grpcStatus }: LogLine): string {
  const path = `${pathClaimed ? 'c' : ''}${originalUnknown ? 'o' : ''}${pathCut ? '…' : ''}`;
  return `${path}${grpcStatus === null ? '' : 'g'}`;
}

/** Whether who wrote a line is told without its addresses. */
function isNamed({ claims }: LogLine, prefixPod: string | null, context: TupleContext): boolean {
  const pod = claims?.pod ?? (claims?.namespace || claims?.workload ? null : prefixPod);
  if (pod) return Boolean(claims?.namespace) || context.directory.podsNamed(pod).length === 1;
  return context.inputNamed && !claims?.namespace && !claims?.workload;
}

/** What else may tell the direction of a line whose cluster doesn't. */
function hintsOf(
  line: LogLine,
  prefixPod: string | null,
  outcome: RecordOutcome,
  context: TupleContext,
): string {
  const denied =
    line.details.startsWith('rbac_access_denied') || line.terminationDetails.startsWith('rbac_access_denied');
  const route = line.routeName === 'allow_any' || line.routeName === 'block_all' ? line.routeName : '';
  const own = isOwn(line.local, line.claims?.pod ?? prefixPod ?? context.inputPod, context);
  return `${outcome}${denied ? '!' : ''}${own ? '=' : ''}${route}`;
}

/** Whether an address is the named reporter's, also at a time when it isn't known to have had it. */
function isOwn(endpoint: Endpoint | null, pod: string | null, context: TupleContext): boolean {
  if (endpoint === null) return false;
  if (context.ownAddresses.has(endpoint.ip)) return true;
  const pods = pod === null ? [] : context.directory.podsNamed(pod);
  return pods.some(({ addresses }) => addresses.some((address) => normalAddress(address) === endpoint.ip));
}

function upstreamKey(line: LogLine, named: boolean, context: TupleContext): string {
  const host = endpointOf(line.upstreamHost) ?? null;
  const self = endpointOf(line.upstreamLocal) ?? null;
  const loops = host !== null && host.ip === line.local?.ip ? '=' : '';
  const there = holder(host, line.startTime, context);
  const here = named ? '-' : holder(self, line.startTime, context);
  return `${there}:${host?.port ?? 0}${loops} ${here}`;
}

/** Which pod has the address; other addresses are all nobody's. */
function holder(endpoint: Endpoint | null, time: number, { directory }: TupleContext): string {
  if (endpoint === null) return '-';
  const found = directory.holderAt(endpoint.ip, time);
  if (found === 'nobody') return '?';
  return found === 'unsettled' ? `${OPEN}${endpoint.ip}` : `${found.id}`;
}
