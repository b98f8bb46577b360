/** What a line without its envelope is, by its look. `object` = a JSON object: its keys decide. */
export type LineKind = 'istio-text' | 'object' | 'agent' | 'ztunnel' | 'unknown';
export type ObjectKind = 'istio-json' | 'agent' | 'ztunnel' | 'otlp' | 'flows' | 'unknown';

const TEXT_START = /^\[\d{4}-\d\d-\d\dT[^\]\s]*\] "/;
/** Pilot-agent's lines, and Envoy's own as Istio's bootstrap formats them. */
const AGENT_START = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)\t/;
/** Envoy's own lines in the format of an Envoy that nobody configured. */
const ENVOY_START = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\]\[\d+\]\[/;
const OLD_ZTUNNEL_START = /^\d{4}-\d\d-\d\dT[\d:.]+Z +[A-Z]+ access: /;

export function kindOfLine(content: string): LineKind {
  const first = content.charCodeAt(0);
  if (first === 91 /* [ */) {
    if (TEXT_START.test(content)) return 'istio-text';
    return ENVOY_START.test(content) ? 'agent' : 'unknown';
  }
  if (first === 123 /* { */) return 'object';
  if (AGENT_START.test(content)) return content.split('\t', 3)[2] === 'access' ? 'ztunnel' : 'agent';
  return OLD_ZTUNNEL_START.test(content) ? 'ztunnel' : 'unknown';
}

export function kindOfObject(object: Readonly<Record<string, unknown>>): ObjectKind {
  if ('start_time' in object) return 'istio-json';
  if ('level' in object) return object.scope === 'access' ? 'ztunnel' : 'agent';
  if ('resourceLogs' in object || 'resource_logs' in object) return 'otlp';
  const isFlow = 'reporter' in object || ('destination' in object && 'protocol' in object);
  return isFlow || 'coverage' in object ? 'flows' : 'unknown';
}

/** null = not one whole JSON object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}
