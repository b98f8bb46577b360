import { textOf } from './byte-text.ts';
import { linesOfProxies } from './detect-format.ts';
import { parseObject } from './line-kind.ts';
import type { LogFormat } from './log-line.ts';
import type { OwnFormat } from './own-format.ts';
import { createOwnLines } from './own-lines.ts';

/** Which of the formats an input's first bytes are in; null = none of its lines there fits one. */
export function detectOwn(head: Uint8Array, formats: readonly OwnFormat[]): LogFormat | null {
  if (formats.length === 0) return null;
  const own = createOwnLines(formats);
  for (const envelope of linesOfProxies(head)) {
    const object = envelope.content.startsWith('{') ? parseObject(textOf(envelope.content)) : null;
    const readings = [...own.inside(envelope), ...(object === null ? [] : own.object(object, null))];
    const [reading] = readings;
    if (reading !== undefined) return reading.kind;
  }
  return null;
}
