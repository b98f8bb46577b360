/** Answers of this server. Nothing else is ever asked. */
const TIMEOUT = 10_000;

async function get(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

export function pathOf(id) {
  const [cluster, namespace, ...name] = id.split('/');
  return `/api/v1/workloads/${[cluster, namespace, name.join('/')].map(encodeURIComponent).join('/')}`;
}

/** `stable`: the file to apply; otherwise the draft that denies nothing. */
export function policyPath(id, detail, stable) {
  return `${pathOf(id)}/policy.yaml?detail=${detail}${stable ? '' : '&draft=true'}`;
}

export function getMesh() {
  return get('/api/v1/mesh');
}

export function getWorkloads(detail, find) {
  const query = new URLSearchParams({ detail, limit: '1000' });
  if (find) query.set('q', find);
  return get(`/api/v1/workloads?${query}`);
}

/** null when there is no such workload. */
export async function getWorkload(id, detail) {
  const path = pathOf(id);
  const [workload, edges, denied, recommendation] = await Promise.all([
    get(`${path}?detail=${detail}`),
    get(`${path}/edges?detail=${detail}&limit=500`),
    get(`${path}/denied?limit=100`),
    get(`${path}/recommendation?detail=${detail}`),
  ]);
  const found = workload && edges && denied && recommendation;
  return found ? { workload, edges, denied, recommendation } : null;
}
