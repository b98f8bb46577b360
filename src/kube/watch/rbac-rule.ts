import type { WatchedResource } from './resources.ts';

/** The rule, as YAML, that permits a resource to be watched, under a comment that says where it belongs. */
export function rbacRule({ group, plural, one }: WatchedResource): string {
  const lines = [
    one === null ? '# rules of the ClusterRole' : `# rules of a Role in namespace ${one.namespace}`,
    `- apiGroups: ["${group}"]`,
    `  resources: ["${plural}"]`,
    ...(one === null ? [] : [`  resourceNames: ["${one.name}"]`]),
    '  verbs: ["list", "watch"]',
  ];
  return `${lines.join('\n')}\n`;
}
