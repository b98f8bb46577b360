/** The label by which leastpath knows what it proposed. */
export const OWN_LABEL = 'leastpath.dev/workload';
