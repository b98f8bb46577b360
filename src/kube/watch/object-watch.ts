import type { HeldResource } from './gather-objects.ts';
import { holdObjects } from './held-objects.ts';
import type { RawKubeObject } from './raw-object.ts';
import { createReflector, type Reflector, type ReflectorOptions } from './reflector.ts';
import type { WatchedResource } from './resources.ts';

export type ObjectWatchOptions = Pick<
  ReflectorOptions,
  'client' | 'resource' | 'times' | 'timing' | 'changed'
> & {
  /** What is held is another from now on. */
  readonly objectsChanged: () => void;
};

/** The watch of a resource of which only the present counts. */
export interface ObjectWatch extends HeldResource {
  readonly reflector: Reflector;
}

export function createObjectWatch({ objectsChanged, ...common }: ObjectWatchOptions): ObjectWatch {
  const { resource, times } = common;
  const held = holdObjects((object) => readRoles(resource, object), objectsChanged);
  const pace = { seconds: times.watchSeconds, silence: times.watchSilence };
  return {
    resource,
    held,
    reflector: createReflector({ ...common, pace, sink: held, leftOut: held.leftOut }),
  };
}

function readRoles(resource: WatchedResource, object: RawKubeObject): readonly unknown[] {
  // Items of a list don't repeat their kind.
  const { group, kind, versions } = resource;
  const whole = { apiVersion: group === '' ? versions[0] : `${group}/${versions[0]}`, kind, ...object };
  return resource.reads.map(({ schema }) => schema.parse(whole));
}
