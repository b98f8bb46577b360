import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { AppError } from '../app-error.ts';
import { invalid, type Layer, type RawSetting, unknownName } from './raw-setting.ts';
import { SETTINGS } from './settings.ts';

/** Reads the text of a configuration file. Throws AppError `invalid`. */
export function readConfigFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    const message = `the configuration file ${path} can't be read (${why}): check the path`;
    throw new AppError('invalid', message, { cause });
  }
}

/** YAML → settings, each with its line. `path` is for messages only. Throws AppError `invalid`. */
export function parseConfigFile(text: string, path: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined): string => `file ${path}:${lines.linePos(offset ?? 0).line || 1}`;
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS') throw invalid('a second document', at(error.pos[0]), 'write one');
  if (error) throw invalid('not readable as YAML', at(error.pos[0]), error.message.split('\n')[0] ?? '');
  const layer = new Map<string, RawSetting>();
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return layer;
  if (!isMap(root)) throw invalid('no settings', at(root.range?.[0]), 'write KEY: VALUE lines');
  collect(root, '');
  return layer;

  function collect(section: YAMLMap, prefix: string): void {
    for (const pair of section.items) {
      const node = pair.value as Node | null;
      const start = (pair.key as Node).range?.[0];
      const key = `${prefix}${String(isScalar(pair.key) ? pair.key.value : pair.key)}`;
      const origin = at(start);
      const leaf = SETTINGS.some((setting) => setting.key === key);
      const inner = SETTINGS.some((setting) => setting.key.startsWith(`${key}.`));
      const empty = node === null || (isScalar(node) && node.value === null);
      if (!leaf && !inner) throw unknownName(isMap(node) ? firstBelow(key, node) : key, origin, keys());
      if (leaf) {
        if (empty) throw invalid(`${key} has no value`, origin, 'give it one or remove the line');
        if (layer.has(key)) throw invalid(`${key} is there twice`, origin, 'remove one');
        layer.set(key, { value: node.toJS(document), origin });
      } else if (isMap(node)) {
        collect(node, `${key}.`);
      } else if (!empty) {
        throw invalid(`${key} is a section`, origin, `write ${firstOf(key)} below it`);
      }
    }
  }
}

function keys(): string[] {
  return SETTINGS.map((setting) => setting.key);
}

function firstOf(section: string): string {
  return keys()
    .find((key) => key.startsWith(`${section}.`))!
    .slice(section.length + 1);
}

/** An unknown section is best recognised by a whole key in it: `htpp: {listen}` → `htpp.listen`. */
function firstBelow(key: string, section: YAMLMap): string {
  const first = section.items[0]?.key;
  return isScalar(first) ? `${key}.${String(first.value)}` : key;
}
