import type { AllowPolicy, PolicyOperation, Rule } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';

/** The same policy with its keys in one order, wherever it came from; lists keep theirs. */
export function orderedPolicy({ apiVersion, kind, metadata, spec }: AllowPolicy): AllowPolicy {
  const { name, namespace, labels, annotations } = metadata;
  const { selector, action, rules } = spec;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels: orderedLabels(labels) }),
      ...(annotations === undefined ? {} : { annotations: orderedLabels(annotations) }),
    },
    spec: {
      ...(selector === undefined ? {} : { selector: { matchLabels: orderedLabels(selector.matchLabels) } }),
      action,
      rules: rules.map(orderedRule),
    },
  };
}

function orderedRule({ from, to }: Rule): Rule {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined
      ? {}
      : { to: to.map(({ operation }) => ({ operation: orderedOperation(operation) })) }),
  };
}

function orderedOperation({ ports, methods, paths }: PolicyOperation): PolicyOperation {
  return {
    ...(ports === undefined ? {} : { ports }),
    ...(methods === undefined ? {} : { methods }),
    ...(paths === undefined ? {} : { paths }),
  };
}

function orderedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
