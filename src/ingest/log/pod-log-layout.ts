import path from 'node:path';

/**
 * Where a file lies in `/var/log/pods`: `NAMESPACE_POD_UID/CONTAINER/N.log`, rotated `N.log.TIME`, then
 * `.gz`.
 */
export interface PodLogFile {
  /** `NAMESPACE_POD_UID`. */
  readonly directory: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Orders a pod's files: restarts count up, and what was rotated away is older than what is written now. */
  readonly restart: number;
  readonly rotated: string;
}

const POD = /^([a-z0-9-]+)_([a-z0-9.-]+)_([0-9a-f-]{8,})$/;
const FILE = /^(\d+)\.log(?:\.(\d{8}-\d{6})(?:\.gz)?)?$/;

/** null = not of that layout. */
export function podLogFile(file: string): PodLogFile | null {
  const parts = path.resolve(file).split(path.sep);
  const [directory = '', container = '', name = ''] = parts.slice(-3);
  const [, namespace, pod] = POD.exec(directory) ?? [];
  const [, restart, rotated] = FILE.exec(name) ?? [];
  if (namespace === undefined || pod === undefined || restart === undefined) return null;
  // Digits sort before the tilde.
  return { directory, namespace, pod, container, restart: Number(restart), rotated: rotated ?? '~' };
}

export function byAge(a: PodLogFile, b: PodLogFile): number {
  if (a.restart !== b.restart) return a.restart - b.restart;
  return a.rotated < b.rotated ? -1 : a.rotated > b.rotated ? 1 : 0;
}
