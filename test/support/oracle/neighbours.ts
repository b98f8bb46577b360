import { matchesTemplate } from '../../../src/core/aggregate/path-language.ts';
import type { Detail } from '../../../src/core/model/flow.ts';
import type { Recommendation } from '../../../src/core/model/recommendation.ts';
import type { SentFlow } from './judge-line.ts';
import type { SeenCall } from './seen-calls.ts';
import { METHODS } from './words.ts';

/** A call like a seen one; nobody = in plaintext. */
export interface NearCall extends Omit<SeenCall, 'principal'> {
  readonly principal: string | null;
}

/** Calls that were never seen, each one step from one that was: in what the detail tells apart. */
export function neighbours(seen: readonly SeenCall[], detail: Detail): NearCall[] {
  const known = new Set(seen.map(keyOf(detail)));
  const near = seen.flatMap((call) => [
    ...otherCallers(seen, call),
    ...otherPorts(seen, call),
    ...(detail === 'callers' ? [] : otherMethods(call)),
    ...(detail === 'paths' ? otherPaths(seen, call) : []),
  ]);
  const strange = near.filter((call) => !known.has(keyOf(detail)(call)));
  return [...new Map(strange.map((call) => [JSON.stringify(call), call])).values()];
}

/** As much of a call as the detail tells apart. */
function keyOf(detail: Detail) {
  return ({ principal, port, request }: NearCall) => {
    const { method = null, path = null } = request ?? {};
    const parts = { callers: [], methods: [method], paths: [method, path] }[detail];
    return JSON.stringify([principal, port, request === null && detail !== 'callers' ? 'tcp' : '', ...parts]);
  };
}

function otherCallers(seen: readonly SeenCall[], call: SeenCall): NearCall[] {
  const [domain = '', , namespace = '', , account = ''] = call.principal.split('/');
  const strangers = [
    `x${domain}/ns/${namespace}/sa/${account}`,
    `${domain}/ns/${namespace}-x/sa/${account}`,
    `${domain}/ns/${namespace}/sa/${account}-x`,
    `${domain}/ns/${namespace}/sa/${account.slice(0, -1)}`,
    `${domain}/ns/other/sa/${account}`,
  ];
  const others = new Set(seen.map(({ principal }) => principal));
  return [...strangers, ...others, null].map((principal) => ({ ...call, principal }));
}

function otherPorts(seen: readonly SeenCall[], call: SeenCall): NearCall[] {
  const ports = new Set([...seen.map(({ port }) => port), call.port + 1, 443]);
  return [...ports].map((port) => ({ ...call, port }));
}

function otherMethods(call: SeenCall): NearCall[] {
  const { request } = call;
  if (request === null) return [];
  return ['GET', 'POST', 'DELETE', 'PATCH'].map((method) => ({ ...call, request: { ...request, method } }));
}

function otherPaths(seen: readonly SeenCall[], call: SeenCall): NearCall[] {
  const { request } = call;
  if (request === null) return [];
  const { path } = request;
  const parent = path.slice(0, path.lastIndexOf('/'));
  const seenPaths = seen.flatMap((one) => (one.request === null ? [] : [one.request.path]));
  const siblings = [
    `${path}/x`,
    `${path}x`,
    `${path}/`,
    `${parent}/never-seen-here`,
    `${parent}/never/seen`,
    parent || '/',
    path.toUpperCase(),
    ...new Set(seenPaths),
  ];
  return siblings.map((one) => ({ ...call, request: { ...request, path: one } }));
}

/** Does the recommendation say that its rule lets this call in too: by an edge that stands for it? */
export function isListed(
  { evidence }: Recommendation,
  rule: number,
  { principal, port, request }: NearCall,
): boolean {
  return evidence.some(
    (one) =>
      one.rule === rule &&
      one.edges.some(
        (edge) =>
          edge.caller.principal === principal &&
          edge.port === port &&
          (edge.method === null || edge.method === request?.method) &&
          (edge.path === null || matchesTemplate(edge.path, request?.path ?? '')),
      ),
  );
}

/** As the caller's proxy would send it to this workload. */
export function flowOfNear({ principal, port, request }: NearCall): SentFlow {
  const isOrdinary = request === null || (METHODS.includes(request.method) && /^[!-~]*$/.test(request.path));
  return {
    source: { ...(principal !== null && { principal }), address: '10.1.2.3' },
    destination: { address: '10.96.0.2', port },
    protocol: request === null ? 'tcp' : 'http',
    ...(request !== null && { http2: !isOrdinary, request: { ...request, host: 'callee', headers: {} } }),
  };
}
