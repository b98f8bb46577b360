import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '../../../src/http/operations.ts';
import { codeIn, fencedLines } from '../docs/markdown.ts';
import { ROOT } from '../docs/repository-files.ts';
import type { KnownMetric } from './known-metrics.ts';

export interface Runbook {
  readonly title: string;
  /** As GitHub makes it. */
  readonly anchor: string;
  readonly text: string;
}

/** Sections of docs/runbooks.md, in order. */
export function runbooks(): Runbook[] {
  const [, ...parts] = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8').split(/^## /m);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    const title = part.slice(0, end).trim();
    const anchor = title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-');
    return { title, anchor, text: part.slice(end + 1) };
  });
}

/** What of a runbook somebody who was woken up could not follow. */
export function runbookComplaints({ text }: Runbook, known: ReadonlyMap<string, KnownMetric>): string[] {
  const metrics = codeIn(text).filter((code) => /^(leastpath|process|nodejs)_\w+$/.test(code));
  const lines = fencedLines(text).filter((line) => line !== '');
  const routes = lines.flatMap((line) => /127\.0\.0\.1:8080(\/[^\s'?]*)/.exec(line)?.[1] ?? []);
  const logged = lines.flatMap((line) => /logs leastpath-0 .*\| grep '([^']+)'/.exec(line)?.[1] ?? []);
  const named = metrics.length + lines.length + routes.length;
  return [
    ...(named === 0 ? ['names no metric, command or route'] : []),
    ...metrics.filter((name) => !known.has(name)).map((name) => `no metric ${name}`),
    ...routes.filter((route) => !isRoute(route)).map((route) => `no route ${route}`),
    ...logged.filter((words) => !isLogged(words)).map((words) => `no log line ${words}`),
    ...PARTS.filter((part) => !text.includes(part)).map((part) => `no part ${part}`),
  ];
}

const PARTS = ['**Look at**', '**Do**', '**Harmless**'];

/** A JSON log line has its words in double quotes, in the source they are in single ones. */
function isLogged(words: string): boolean {
  const source = readFileSync(join(ROOT, 'src/telemetry/events.ts'), 'utf8');
  return source.includes(words.replaceAll('"', "'"));
}

/** Is there an operation of the API with that path? */
export function isRoute(path: string): boolean {
  return Object.values(OPERATIONS).some((operation) => {
    const pattern = operation.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
  });
}
