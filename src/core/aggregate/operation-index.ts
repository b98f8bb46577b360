import type { Outcome } from '../model/flow.ts';
import {
  type Operation,
  type OperationKey,
  OVERFLOW_PATH,
  OVERFLOW_PRINCIPAL,
  operationKey,
} from '../model/operation.ts';
import type { CapsView } from './caps.ts';

/**
 * What the pipeline keeps of a workload in memory: its stored operations, and what is admitted but not yet
 * stored.
 */
export interface OperationIndex extends CapsView {
  /** As last put; undefined while it is only admitted. */
  find(key: OperationKey): Operation | undefined;
  /** Counts the key against the caps from now on and gives its position (`Operation.seq`), new or old. */
  admit(key: OperationKey, outcome: Outcome): number;
  /** After a commit: replaces what `find` gives. */
  put(operation: Operation): void;
  /** In `seq` order. */
  operations(): readonly Operation[];
}

export function createOperationIndex(stored: readonly Operation[]): OperationIndex {
  const byKey = new Map<string, Operation>();
  const seqs = new Map<string, number>();
  const paths = { proved: new Set<string>(), other: new Set<string>() };
  const principals = { proved: new Set<string>(), other: new Set<string>() };
  const proofs = new Set<string>();
  let next = 0;

  function learn(key: OperationKey, proved: boolean): void {
    const kind = proved ? 'proved' : 'other';
    if (key.path !== null && key.path !== OVERFLOW_PATH) paths[kind].add(key.path);
    const { principal } = key.caller;
    if (principal !== null && principal !== OVERFLOW_PRINCIPAL) principals[kind].add(principal);
    if (proved) proofs.add(proofKey(key));
  }

  function put(operation: Operation): void {
    const text = operationKey(operation);
    byKey.set(text, operation);
    seqs.set(text, operation.seq);
    next = Math.max(next, operation.seq + 1);
    learn(operation, operation.counts.ok > 0);
  }

  for (const operation of stored) put(operation);

  return {
    find: (key) => byKey.get(operationKey(key)),
    admit(key, outcome) {
      const text = operationKey(key);
      const seq = seqs.get(text) ?? next;
      seqs.set(text, seq);
      next = Math.max(next, seq + 1);
      learn(key, outcome === 'ok');
      return seq;
    },
    put,
    operations: () => [...byKey.values()].sort((a, b) => a.seq - b.seq),
    hasRoomForPath: (path, outcome, limit) => hasRoom(paths, path, outcome, limit),
    hasRoomForPrincipal: (principal, outcome, limit) => hasRoom(principals, principal, outcome, limit),
    hasRoomForOperation: (key, limit) => seqs.has(operationKey(key)) || seqs.size < limit,
    hasProof: (key) => proofs.has(proofKey(key)),
  };
}

interface Names {
  readonly proved: ReadonlySet<string>;
  readonly other: ReadonlySet<string>;
}

function hasRoom(names: Names, name: string, outcome: Outcome, limit: number): boolean {
  if (names.proved.has(name)) return true;
  if (outcome === 'ok') return names.proved.size < limit;
  return names.other.has(name) || names.other.size < limit;
}

/** Whoever called: a template that one caller proved takes the other callers' failures too. */
function proofKey(key: OperationKey): string {
  return `${key.reporter}\n${key.port}\n${key.protocol}\n${key.method ?? ''}\n${key.path ?? ''}`;
}
