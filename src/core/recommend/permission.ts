import type { Principal } from '../model/principal.ts';

/** One thing a caller may do, as a rule would say it. */
export interface Permission {
  readonly port: string;
  /** null = whatever is done on the port. */
  readonly method: string | null;
  /** null = any path. */
  readonly path: string | null;
}

/**
 * `port`: permissions without HTTP fields. They hold on every filter chain, and must stand in rules of their
 * own, since HTTP fields take a whole rule off a TCP chain (X2).
 */
export type GrantKind = 'port' | 'http';

/** All that one principal may do, of one kind; sorted, without repetition. */
export interface Grant {
  readonly kind: GrantKind;
  readonly principal: Principal;
  readonly permissions: readonly Permission[];
}

/** Principals that may do the same: one rule. */
export interface Group {
  readonly kind: GrantKind;
  readonly principals: readonly Principal[];
  readonly permissions: readonly Permission[];
}

/** One string per permission, equal only for equal ones. */
export function permissionKey({ port, method, path }: Permission): string {
  return JSON.stringify([port, method, path]);
}
