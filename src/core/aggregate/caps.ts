import type { Outcome } from '../model/flow.ts';
import type { OperationKey } from '../model/operation.ts';

/** Per workload, each counted twice: names with evidence, and names without. */
export interface Caps {
  readonly paths: number;
  readonly principals: number;
  /** All operations together: ports, methods and callers multiply. */
  readonly operations: number;
}

/**
 * What resolving asks about the workload's operations. Names with and without evidence have separate room: a
 * scanner that fails on ten thousand paths must not keep a legitimate new path out of the list.
 */
export interface CapsView {
  /** Known already, or within the limit for its kind of outcome. */
  hasRoomForPath(path: string, outcome: Outcome, limit: number): boolean;
  hasRoomForPrincipal(principal: string, outcome: Outcome, limit: number): boolean;
  /** Stored already, or fewer than `limit` are. */
  hasRoomForOperation(key: OperationKey, limit: number): boolean;
  /** Some caller has evidence on this reporter side, port, protocol, method and path. */
  hasProof(key: OperationKey): boolean;
}
