import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { podOfWorkload, serviceOf } from '../../../test/support/sample-cluster.ts';
import { workloadId } from '../model/workload.ts';
import { selects } from './labels.ts';
import { podIndexOf } from './pod-index.ts';
import { serviceIndex } from './service-index.ts';

const word = fc.constantFrom('a', 'b', 'c');
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'v'), word);
const pod = fc
  .record({ workload: word, namespace: fc.constantFrom('shop', 'bank'), labels, ended: fc.boolean() })
  .map(({ workload: name, namespace, labels, ended }) =>
    podOfWorkload(name, {
      namespace,
      labels,
      endTime: ended ? 1 : null,
      workload: { cluster: 'Kubernetes', namespace, name },
    }),
  );

describe('the index of pods', () => {
  it('answers as a look at each pod does', () => {
    fc.assert(
      fc.property(fc.array(pod), labels, (pods, matchLabels) => {
        const index = podIndexOf(pods);
        expect(index.selected(matchLabels)).toEqual(pods.filter((one) => selects(matchLabels, one.labels)));
        expect(index.in('Kubernetes', 'shop')).toEqual(pods.filter(({ namespace }) => namespace === 'shop'));
        for (const { workload } of pods) {
          const own = pods.filter((one) => workloadId(one.workload) === workloadId(workload));
          const running = own.filter(({ endTime }) => endTime === null);
          expect(index.of(workload)).toEqual(own);
          expect(index.living(workload)).toEqual(running.length > 0 ? running : own);
        }
      }),
    );
  });

  it('is made once for each list', () => {
    const pods = [podOfWorkload('a')];
    expect(podIndexOf(pods)).toBe(podIndexOf(pods));
    expect(podIndexOf([...pods])).not.toBe(podIndexOf(pods));
  });
});

describe('the index of Services', () => {
  it('answers as a look at each Service does', () => {
    const selector = fc.option(labels.filter((all) => Object.keys(all).length > 0));
    const services = fc
      .array(fc.record({ selector, namespace: fc.constantFrom('shop', 'bank') }))
      .map((all) =>
        all.map(({ selector, namespace }, index) => serviceOf(`s${index}`, {}, { selector, namespace })),
      );
    fc.assert(
      fc.property(services, fc.array(pod), (services, all) => {
        const pods = all.filter(({ namespace }) => namespace === 'shop');
        const index = serviceIndex(services);
        const near = services.filter(({ namespace }) => namespace === 'shop');
        const expected = near.flatMap((service) => {
          const { selector } = service;
          const selected = selector === null ? [] : pods.filter((one) => selects(selector, one.labels));
          return selected.length > 0 ? [{ service, pods: selected }] : [];
        });
        const byName = (a: { service: { name: string } }, b: { service: { name: string } }) =>
          a.service.name < b.service.name ? -1 : 1;
        expect([...index.selecting(pods)].sort(byName)).toEqual(expected.sort(byName));
        expect(index.withoutSelector('shop')).toEqual(near.filter(({ selector }) => selector === null));
      }),
    );
  });
});
