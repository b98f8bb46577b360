import type { MeshLogging } from '../model/cluster-view.ts';
import type { JsonTemplate, NamedLogTemplate } from '../model/log-template.ts';

/**
 * The formats of its own in which the mesh's proxies may write lines: for the mesh's log file, and for providers that
 * write files. A JSON format that is no object counts for nothing to Istio, which takes its own default instead.
 */
export function logTemplates(logging: MeshLogging): NamedLogTemplate[] {
  const { accessLogFormat, accessLogEncoding, providers } = logging;
  const files = providers.flatMap(({ name, format }): NamedLogTemplate[] =>
    format ? [{ name: `extensionProviders[${name}]`, template: format }] : [],
  );
  const name = 'meshConfig.accessLogFormat';
  if (accessLogFormat === null) return files;
  if (accessLogEncoding === 'TEXT')
    return [{ name, template: { kind: 'text', text: accessLogFormat } }, ...files];
  const fields = objectIn(accessLogFormat);
  return fields === null ? files : [{ name, template: { kind: 'json', fields } }, ...files];
}

function objectIn(text: string): JsonTemplate | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonTemplate)
      : null;
  } catch {
    return null;
  }
}
