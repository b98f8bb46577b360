import type { Explanation } from '../core/explain/explain.ts';
import type { FlowLine } from '../core/model/flow-line.ts';
import { printable } from './call-words.ts';
import type { ExplainLine } from './explain-line.ts';

/** An answer as a line of JSON. */
export function answerLine({ id }: ExplainLine, { verdict, by, why, nearest }: Explanation): string {
  return `${JSON.stringify({
    ...(id !== null && { id }),
    verdict,
    by,
    why,
    ...(nearest !== null && { nearest }),
  })}\n`;
}

/** An answer for people. */
export function answerRow({ id, flow }: ExplainLine, { verdict, why }: Explanation): string {
  const lines = [`${verdict.toUpperCase().padEnd(8)}${id === null ? '' : `${id}  `}${flowWords(flow)}`, why];
  return `${lines.map(printable).join('\n        ')}\n`;
}

function flowWords({ source, destination, protocol, request }: FlowLine): string {
  const caller = source?.principal ?? source?.address ?? 'a caller';
  const asked = request ? ` ${request.method ?? '?'} ${request.path ?? '?'}` : '';
  const name = destination.workload ?? destination.service?.name ?? 'destination';
  const callee = destination.namespace === undefined ? name : `${destination.namespace}/${name}`;
  return `${caller} → ${callee}:${destination.port} ${protocol}${asked}`;
}
