/**
 * How late a kubelet tells the cluster that a pod has got or given up an address, ms: it syncs a pod every 10 s at the
 * latest. A cluster's word is certain so much before the moment up to which it was heard.
 */
export const KUBELET_LAG = 10_000;
