import { readEnv } from './env.ts';
import { parseConfigFile, readConfigFile } from './file.ts';
import { invalid, type Layer, type RawSetting, unknownName } from './raw-setting.ts';
import { Config } from './schema.ts';
import { SETTINGS } from './settings.ts';

export interface ConfigSources {
  /** Path of a YAML file. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By key (`als.listen`), only those that were given. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  /** What a command calls a flag that has another name there. */
  readonly flagNames?: Readonly<Record<string, string>>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** By key: `default`, `file PATH:LINE`, `env NAME` or `flag --name`. */
  readonly origins: Readonly<Record<string, string>>;
  /** By key, as it was written. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** File, then variables, then flags; later ones win. Throws AppError `invalid` with one line. */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const { file } = sources;
  const fromFile = file === undefined ? new Map() : parseConfigFile(readConfigFile(file), file);
  return mergeConfig([
    fromFile,
    readEnv(sources.env),
    readFlags(sources.flags ?? {}, sources.flagNames ?? {}),
  ]);
}

function readFlags(
  flags: Readonly<Record<string, string | undefined>>,
  names: Readonly<Record<string, string>>,
): Layer {
  const layer = new Map<string, RawSetting>();
  for (const [key, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    const setting = SETTINGS.find((candidate) => candidate.key === key);
    if (!setting)
      throw unknownName(
        key,
        'flag',
        SETTINGS.map((known) => known.key),
      );
    layer.set(key, { value, origin: `flag ${names[key] ?? setting.flag}` });
  }
  return layer;
}

/**
 * The later layer wins, key by key. Every value is judged, also one that a later layer replaces nothing of.
 */
export function mergeConfig(layers: readonly Layer[]): LoadedConfig {
  const origins: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const nested: Record<string, unknown> = {};
  for (const { key, fallback } of SETTINGS) {
    const given = layers.findLast((layer) => layer.has(key))?.get(key);
    origins[key] = given?.origin ?? 'default';
    values[key] = given?.value ?? fallback;
    place(nested, key.split('.'), values[key]);
  }
  const parsed = Config.safeParse(nested);
  if (parsed.success) {
    const given = new Set(Object.keys(origins).filter((key) => origins[key] !== 'default'));
    return { config: { ...parsed.data, given }, origins, values };
  }
  const issue = parsed.error.issues[0]!;
  const key = SETTINGS.find((setting) =>
    setting.key.split('.').every((part, i) => part === issue.path[i]),
  )!.key;
  throw invalid(`${key}${shown(values[key])}`, origins[key]!, issue.message);
}

function place(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  into[first] ??= {};
  place(into[first] as Record<string, unknown>, rest, value);
}

/** Passwords stay out of messages: they end up in logs. */
function shown(value: unknown): string {
  if (typeof value === 'object') return '';
  return `: ${String(value).replace(/\/\/[^/]*@/, '//…@')}`;
}
