import type { Operation } from '../model/operation.ts';
import { groupGrants, splitGrants } from './group.ts';
import type { Grant, Group } from './permission.ts';

/**
 * The steps that decide what a policy says. They are passed in so that a test can plant a bug in each
 * and see that the proof notices.
 */
export interface Steps {
  /** The path of an operation as `paths` gets it. */
  readonly template: (path: string) => string;
  /** The port of an operation as `ports` gets it. */
  readonly port: (operation: Operation) => string;
  /** Which principals share a rule; `split`: where a rule for each caller makes the policy too large. */
  readonly group: (grants: readonly Grant[]) => readonly Group[];
  readonly split: (grants: readonly Grant[]) => readonly Group[];
}

export const STEPS: Steps = {
  // Operations are folded already, and their paths are written as Istio writes them.
  template: (path) => path,
  // Where the enforcing proxy listens (P1, P2), which is where the record was made; never a Service's port.
  port: (operation) => String(operation.port),
  group: groupGrants,
  split: splitGrants,
};
