import type { MtlsMode, PeerAuthentication } from '../model/cluster-view.ts';
import type { Labels } from '../model/workload.ts';
import { selects } from './labels.ts';

/** What a workload's port takes: Q1 workload before namespace before mesh, the oldest of each level; Q2, Q3. */
export function mtlsMode(
  all: readonly PeerAuthentication[],
  rootNamespace: string,
  namespace: string,
  labels: Labels,
  port: number,
): Exclude<MtlsMode, 'UNSET'> {
  const oldest = all.toSorted(byAge);
  const whole = (of: string) => oldest.find((one) => one.namespace === of && one.selector === null)?.mode;
  const own = oldest.find(
    ({ namespace: of, selector }) => of === namespace && selector !== null && selects(selector, labels),
  );
  const modes = [own?.portLevel.get(port), own?.mode, whole(namespace), whole(rootNamespace)];
  const [mode = 'PERMISSIVE'] = modes.filter((one) => one !== undefined && one !== 'UNSET');
  return mode;
}

function byAge(a: PeerAuthentication, b: PeerAuthentication): number {
  const age = (a.createdAt ?? Number.MAX_VALUE) - (b.createdAt ?? Number.MAX_VALUE);
  return age || (a.name < b.name ? -1 : 1);
}
