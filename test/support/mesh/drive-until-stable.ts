import type { WorkloadDetail } from '../../../src/http/dto.ts';
import { until } from '../envoy/until.ts';
import { idOfPod, type MeshPod } from './mesh-pod.ts';
import type { ObservedMesh } from './observed-mesh.ts';
import { learnedCalls } from './scene-calls.ts';

/**
 * Drives the learned calls over and over until the pods' workloads are stable at all details, and nothing holds the
 * others but this gate.
 */
export async function driveUntilStable(
  { scene, drive, api, said }: ObservedMesh,
  stable: readonly MeshPod[],
  { held, gate }: { readonly held: readonly MeshPod[]; readonly gate: string },
): Promise<void> {
  const ask = (pods: readonly MeshPod[]) =>
    Promise.all(pods.map((pod) => api.get<WorkloadDetail>(`/api/v1/workloads/${idOfPod(pod)}`)));
  const calls = learnedCalls(scene);
  const round = async () => {
    for (const call of calls) await drive(call);
  };
  let last = '';
  await until(
    async () => {
      await round();
      const [all, waiting] = await Promise.all([ask(stable), ask(held)]).catch(() => [[], []]);
      last = [...all, ...waiting]
        .map(({ id, states, next }) => `${id} ${JSON.stringify(states)} ${next}`)
        .join('\n');
      const isStable = all.every(({ states }) => Object.values(states).every((state) => state === 'stable'));
      const gates = waiting.flatMap(({ readiness }) => Object.values(readiness).flatMap((one) => one.gates));
      const isHeld = gates.every(({ id, passed }) => passed || id === gate);
      return all.length > 0 && isStable && isHeld ? true : null;
    },
    () => `not all are stable:\n${last}\n${said()}`,
    90_000,
  );
}
