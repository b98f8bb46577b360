import type { WatchedResource } from './resources.ts';

/** The path of a resource's list, in the version of its API. */
export function resourcePath({ group, plural, one }: WatchedResource, version: string): string {
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return one === null ? `${api}/${plural}` : `${api}/namespaces/${one.namespace}/${plural}`;
}

/** Asks for the one object only, where it is one: permission to list is for that name. */
export function resourceQuery(
  { one }: WatchedResource,
  parameters: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams(parameters);
  if (one !== null) query.set('fieldSelector', `metadata.name=${one.name}`);
  return query.toString();
}
