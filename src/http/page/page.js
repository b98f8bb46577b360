import { getMesh, getWorkload, getWorkloads } from './api.js';
import { setText } from './dom.js';
import { ago } from './format.js';
import { showMesh } from './mesh.js';
import { showNothing, showWorkload } from './workload.js';
import { showWorkloads } from './workloads.js';

const INTERVAL = 2000;
const DETAILS = ['callers', 'methods', 'paths'];

const root = document.getElementById('workload');
const find = document.getElementById('find');
const live = document.getElementById('live');
const wide = matchMedia('(min-width: 1360px)');

let detail = 'callers';
let selected = null;
let timer = null;
/** Answers of a question that was changed meanwhile are thrown away. */
let asked = 0;

readHash();
addEventListener('hashchange', () => {
  readHash();
  void poll();
});
find.addEventListener('input', poll);
for (const input of document.querySelectorAll('input[name="detail"]')) {
  input.addEventListener('change', () => {
    detail = input.value;
    writeHash();
  });
}
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void poll();
});
void poll();

async function poll() {
  clearTimeout(timer);
  const question = ++asked;
  try {
    const [mesh, list, one] = await Promise.all([
      getMesh(),
      getWorkloads(detail, find.value.trim()),
      selected === null ? null : getWorkload(selected, detail),
    ]);
    if (question !== asked) return;
    show(mesh, list, one);
  } catch {
    if (question !== asked) return;
    live.dataset.state = 'lost';
    setText(live, 'no answer, trying again');
  }
  if (!document.hidden) timer = setTimeout(poll, INTERVAL);
}

function show(mesh, list, one) {
  live.dataset.state = 'live';
  setText(live, mesh.judgedAt === null ? 'live, nothing judged yet' : `live, judged ${ago(mesh.judgedAt)}`);
  showMesh(mesh, detail);
  showWorkloads(list.items, { detail, selected, select });
  showEmpty(mesh, list);
  if (one) showWorkload(root, one, detail);
  else if (selected !== null) showNothing(root, `${selected} was not seen.`);
}

function showEmpty(mesh, { items, nextCursor }) {
  const empty = document.getElementById('empty');
  empty.hidden = items.length > 0 && nextCursor === null;
  if (nextCursor !== null) setText(empty, `The first ${items.length} workloads. Search to see others.`);
  else if (find.value.trim() !== '') setText(empty, 'No workload has such a name.');
  else if (mesh.totals.records.received > 0)
    setText(empty, 'Records arrive; the first workload shows up at the next judgement.');
  else
    setText(empty, 'No telemetry has arrived yet. `leastpath setup` prints the mesh configuration to apply.');
}

function select(id) {
  selected = id;
  writeHash();
  if (!wide.matches) root.scrollIntoView({ block: 'start' });
}

/** `#callers/Kubernetes/shop/cart`: a reload and a shared link show the same. */
function writeHash() {
  const id = selected === null ? [] : selected.split('/').map(encodeURIComponent);
  location.hash = [detail, ...id].join('/');
}

function readHash() {
  const [first, ...id] = location.hash.slice(1).split('/');
  detail = DETAILS.includes(first) ? first : 'callers';
  selected = id.length >= 3 ? id.map(decode).join('/') : null;
  document.querySelector(`input[name="detail"][value="${detail}"]`).checked = true;
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
