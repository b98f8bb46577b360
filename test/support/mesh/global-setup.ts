import { requireOwnNetwork } from './network.ts';

/** in-namespaces.ts has built and fetched everything before: in here there is nothing to fetch from. */
export function setup(): void {
  requireOwnNetwork();
}
