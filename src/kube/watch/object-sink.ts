import type { RawKubeObject } from './raw-object.ts';

/** What a reflector drives: the objects of one resource. */
export interface ObjectSink {
  /** All of them follow; what isn't among them is no more, once `listed` says that they are complete. */
  begin(): void;
  put(object: RawKubeObject): void;
  /** With its last state. */
  drop(object: RawKubeObject): void;
  /** The state at `resourceVersion`, which was asked for at `askedAt` (ms), was given. */
  listed(resourceVersion: string, askedAt: number): void;
  /** All changes up to it were given. */
  reached(resourceVersion: string): void;
  /** Not to be had any more. */
  forget(): void;
}
