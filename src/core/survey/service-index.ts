import type { Service } from '../model/cluster-view.ts';
import type { Pod } from '../model/pod.ts';
import { selects } from './labels.ts';

/** The Services of a cluster by what is asked of them. */
export interface ServiceIndex {
  /** Those that select one of the pods, which are of one namespace, each with the pods that it selects. */
  selecting(pods: readonly Pod[]): readonly { readonly service: Service; readonly pods: readonly Pod[] }[];
  /** Those of the namespace without a selector: somebody else writes their endpoints. */
  withoutSelector(namespace: string): readonly Service[];
}

export function serviceIndex(services: readonly Service[]): ServiceIndex {
  // A pod that a Service selects has the first label of its selector too.
  const byLabel = Map.groupBy(services, ({ namespace, selector }) => {
    const [first] = Object.entries(selector ?? {});
    return first === undefined ? `${namespace}` : `${namespace} ${first.join('=')}`;
  });
  return {
    selecting(pods) {
      const labels = pods.flatMap((pod) =>
        Object.entries(pod.labels).map((label) => `${pod.namespace} ${label.join('=')}`),
      );
      const near = [...new Set(labels)].flatMap((label) => byLabel.get(label) ?? []);
      return near.flatMap((service) => {
        const selected = pods.filter((pod) => selects(service.selector ?? {}, pod.labels));
        return selected.length > 0 ? [{ service, pods: selected }] : [];
      });
    },
    withoutSelector: (namespace) => byLabel.get(namespace) ?? [],
  };
}
