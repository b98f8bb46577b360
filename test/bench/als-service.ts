// The service under measurement: its ALS input with the tally behind it. A process of its own, started by main.ts.
import { Directory } from '../../src/core/identify/directory.ts';
import { identify } from '../../src/core/identify/identify.ts';
import { createAlsServer } from '../../src/ingest/als/als-server.ts';
import { FlowTally } from '../../src/pipeline/tally.ts';
import { answerParent } from './sink.ts';

const directory = new Directory();
const tally = new FlowTally({
  source: 'als',
  identify: (record) => identify(record, directory, { trustDomain: 'cluster.local', cluster: 'Kubernetes' }),
  limit: 100_000,
  timeUnit: 86_400_000,
});
let taken = 0;
const server = createAlsServer({
  listen: '127.0.0.1:0',
  limits: { streams: 1000, messageBytes: 4 * 1024 * 1024 },
  tally,
  watch: { opened() {}, closed() {}, broke() {} },
  clock: Date,
});
setInterval(() => {
  taken += tally.evidence;
  tally.take();
}, 1000);
const { address } = await server.start();
answerParent(address, () => taken + tally.evidence);
