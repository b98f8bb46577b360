import type { OperationKey } from '../model/operation.ts';

/** A flow that the policy gets wrong. */
export interface Unproved {
  readonly why: string;
  readonly flow: Omit<OperationKey, 'reporter'>;
}
