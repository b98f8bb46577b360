import type { Endpoint } from '../../core/model/record.ts';
import { ISTIO_TEXT, OLD_ISTIO_TEXT } from './istio-text.ts';
import { endpointOf } from './line-address.ts';
import { createTimeReader } from './line-time.ts';
import type { LineFault, LogLine } from './log-line.ts';
import { FIELDS, type Field } from './operators.ts';
import { createLineSplit } from './split-line.ts';

const SLOTS = Object.fromEntries(FIELDS.map((field, slot) => [field, slot])) as Readonly<
  Record<Field, number>
>;

const DASH = 45;

export interface TextLineReader {
  read(line: string): LogLine | LineFault;
}

/**
 * Reads lines of Istio's default TEXT format, a char per byte. Never guesses: what has two readings is
 * `ambiguous-line`.
 */
export function createTextLineReader(): TextLineReader {
  const { bounds, split } = createLineSplit();
  const times = createTimeReader();

  function raw(line: string, field: Field): string {
    const slot = SLOTS[field];
    const from = bounds[2 * slot] as number;
    return from < 0 ? '-' : line.slice(from, bounds[2 * slot + 1]);
  }

  function value(line: string, field: Field): string {
    const from = bounds[2 * SLOTS[field]] as number;
    const to = bounds[2 * SLOTS[field] + 1] as number;
    return from < 0 || (to === from + 1 && line.charCodeAt(from) === DASH) ? '' : line.slice(from, to);
  }

  /** 0 where there is none. */
  function integer(line: string, field: Field): number {
    const slot = SLOTS[field];
    const to = bounds[2 * slot + 1] as number;
    let sum = 0;
    for (let i = bounds[2 * slot] as number; i < to; i++) {
      const char = line.charCodeAt(i);
      if (char !== DASH) sum = sum * 10 + char - 48;
    }
    return sum;
  }

  /** The older format is taken only with a path that holds no piece of another line. */
  function splitOld(line: string): boolean {
    return split(line, OLD_ISTIO_TEXT) === 'split' && !/[ "]/.test(raw(line, 'path'));
  }

  return {
    read(line) {
      const result = split(line, ISTIO_TEXT);
      if (result === 'ambiguous') return 'ambiguous-line';
      if (result === 'no-match' && !splitOld(line)) return 'unparsable-line';
      if (
        result === 'split' &&
        (raw(line, 'path').includes('"') || raw(line, 'terminationDetails').includes('"'))
      ) {
        // A header of an older line may hold what looks like a newer one: then other text takes in what is
        // around it.
        if (split(line, OLD_ISTIO_TEXT) !== 'no-match') return 'ambiguous-line';
        split(line, ISTIO_TEXT);
      }
      const startTime = times.read(raw(line, 'startTime'));
      const local = endpointOf(raw(line, 'local'));
      const remote = endpointOf(raw(line, 'remote'));
      if (Number.isNaN(startTime) || local === undefined || remote === undefined) return 'unparsable-line';
      return lineOf(line, startTime, local, remote);
    },
  };

  function lineOf(line: string, startTime: number, local: Endpoint | null, remote: Endpoint | null): LogLine {
    const method = value(line, 'method');
    const path = value(line, 'path');
    const tcp = method === '' && path === '' && raw(line, 'protocol') === '-';
    const ends = detailsOf(value(line, 'details'), value(line, 'terminationDetails'));
    return {
      startTime,
      time: startTime + integer(line, 'duration'),
      protocol: tcp ? 'tcp' : 'http',
      method: method === '' ? null : method,
      path: path === '' ? null : path,
      originalPath: null,
      pathClaimed: path !== '',
      originalUnknown: false,
      pathCut: false,
      code: integer(line, 'code'),
      flags: value(line, 'flags'),
      details: ends.details,
      terminationDetails: ends.terminationDetails,
      grpcStatus: null,
      bytesIn: integer(line, 'bytesIn'),
      bytesOut: integer(line, 'bytesOut'),
      upstreamCluster: clusterOf(value(line, 'upstreamCluster')),
      routeName: value(line, 'routeName'),
      upstreamHost: raw(line, 'upstreamHost'),
      upstreamLocal: raw(line, 'upstreamLocal'),
      local,
      remote,
      sni: value(line, 'sni') || null,
      direction: null,
      claims: null,
    };
  }
}

/** `%UPSTREAM_CLUSTER%` of Istio 1.23 and newer ends in a semicolon. */
export function clusterOf(text: string): string {
  return text.endsWith(';') ? text.slice(0, -1) : text;
}

/** Old Envoys leave blanks inside the details' braces; such details end where the braces do. */
function detailsOf(details: string, rest: string): { details: string; terminationDetails: string } {
  const end = details.includes('{') && !details.includes('}') ? rest.lastIndexOf('}') : -1;
  if (end < 0) return { details, terminationDetails: rest };
  const after = rest.slice(end + 1).trim();
  return { details: `${details} ${rest.slice(0, end + 1)}`, terminationDetails: after === '-' ? '' : after };
}
