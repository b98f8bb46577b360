import { Document, isMap, isScalar, Pair, Scalar, YAMLMap } from 'yaml';
import type { LoadedConfig } from './load.ts';
import { SETTINGS } from './settings.ts';

/** The settings in force as YAML that `serve --config` takes; each value's origin is a comment beside it. */
export function printConfig(loaded: Pick<LoadedConfig, 'values' | 'origins'>): string {
  const root = new YAMLMap<Scalar<string>, unknown>();
  const document = new Document(root);
  for (const { key } of SETTINGS) {
    const path = key.split('.');
    let section = root;
    for (const part of path.slice(0, -1)) section = child(section, part);
    const node = document.createNode(loaded.values[key], { flow: true });
    if (isScalar(node) || node.commentBefore === undefined) node.comment = ` ${loaded.origins[key]}`;
    section.items.push(new Pair(new Scalar(path.at(-1)!), node));
  }
  return document.toString({ lineWidth: 0 });
}

function child(section: YAMLMap<Scalar<string>, unknown>, name: string): YAMLMap<Scalar<string>, unknown> {
  const found = section.items.find((pair) => pair.key.value === name)?.value;
  if (isMap(found)) return found as YAMLMap<Scalar<string>, unknown>;
  const made = new YAMLMap<Scalar<string>, unknown>();
  section.items.push(new Pair(new Scalar(name), made));
  return made;
}
