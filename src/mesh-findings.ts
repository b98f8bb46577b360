import type { Finding } from './core/model/finding.ts';

/** What the inputs themselves give cause to say, apart from any workload. */
export interface InputFacts {
  /** Addresses of listeners that take telemetry from more than this machine. */
  readonly open: readonly string[];
  readonly tlsUnknown: boolean;
  /** Node ids. */
  readonly tcpLoggerOnly: readonly string[];
  readonly refusedFormats: readonly RefusedFormat[];
}

/** A log format of the mesh: where it stands, and why it can't be read. */
interface RefusedFormat {
  readonly name: string;
  readonly why: string;
}

/** Rows shown of a long list. */
const SHOWN = 20;

export function meshFindings({ open, tlsUnknown, tcpLoggerOnly, refusedFormats }: InputFacts): Finding[] {
  const findings: Finding[] = [];
  if (open.length > 0) findings.push({ ...UNAUTHENTICATED, rows: open });
  if (tcpLoggerOnly.length > 0) findings.push({ ...TCP_LOGGER_ONLY, rows: tcpLoggerOnly.slice(0, SHOWN) });
  if (tlsUnknown) findings.push({ ...TLS_UNKNOWN, rows: [] });
  if (refusedFormats.length > 0) {
    const rows = refusedFormats.slice(0, SHOWN).map(({ name, why }) => `${name}: ${why}`);
    findings.push({ ...FORMAT_REFUSED, rows });
  }
  return findings;
}

type Text = Omit<Finding, 'rows'>;

const UNAUTHENTICATED: Text = {
  id: 'telemetry-unauthenticated',
  severity: 'warning',
  workload: null,
  title: 'Nothing here checks who sends telemetry',
  why: 'Who can write telemetry can write policy: a forged record would become a grant.',
  whatToDo:
    'Listen on loopback, or put leastpath behind a sidecar whose policy admits the reporters only; what one of them says of another is believed even then.',
};

const TCP_LOGGER_ONLY: Text = {
  id: 'tcp-logger-only',
  severity: 'warning',
  workload: null,
  title: 'Proxies send their HTTP traffic through the TCP logger only',
  why: 'That logger names no method, path or outcome of a request, so nothing is learned from it.',
  whatToDo: 'Use an envoyHttpAls provider, which carries TCP as well: leastpath setup prints one.',
};

const TLS_UNKNOWN: Text = {
  id: 'tls-unknown',
  severity: 'warning',
  workload: null,
  title: 'Log lines do not say whether their callers used TLS',
  why: 'Without the server name a plaintext caller counts as the pod that has its address.',
  whatToDo: 'Log the keys that leastpath setup --mode logs prints.',
};

const FORMAT_REFUSED: Text = {
  id: 'log-format-custom',
  severity: 'info',
  workload: null,
  title: 'The mesh logs in a format that can’t be read',
  why: 'It lacks what learning needs, or leaves open where its values end, so that a header could forge others.',
  whatToDo:
    'Send telemetry over ALS, or change the format: leastpath setup --mode logs prints one that is good enough.',
};
