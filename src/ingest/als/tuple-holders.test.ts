import { expect, it } from 'vitest';
import { RecordingWatch } from '../../../test/support/als-tally.ts';
import { address, httpEntry, httpLogs, identifier, nested, varint } from '../../../test/support/als-wire.ts';
import { MESH } from '../../../test/support/pipeline-traffic.ts';
import { samplePod } from '../../../test/support/sample-record.ts';
import { Directory } from '../../core/identify/directory.ts';
import { identify } from '../../core/identify/identify.ts';
import { DAY } from '../../core/model/scaled-time.ts';
import { FlowTally } from '../../pipeline/tally.ts';
import { createIntake } from './als-intake.ts';
import { consume } from './consume.ts';
import { openStream } from './stream-state.ts';

const IP = '10.1.5.5';

function world(settled: number, node?: string) {
  const directory = new Directory();
  directory.settle(settled);
  directory.put(samplePod('first', IP, { uid: '1', startTime: 0, endTime: 100_000 }));
  directory.put(samplePod('second', IP, { uid: '2', startTime: 200_000 }));
  const asked: number[] = [];
  const book = {
    holderAt(ip: string, time: number) {
      asked.push(time);
      return directory.holderAt(ip, time);
    },
  };
  const tally = new FlowTally({
    source: 'als',
    identify: (record) => identify(record, directory, MESH),
    limit: 100,
    timeUnit: DAY,
  });
  const stream = openStream(createIntake(tally, new RecordingWatch(), book), () => 500_000);
  const say = (part: Uint8Array) => consume(stream, part, 0, part.length);
  say(node === undefined ? identifier() : identifier(node, {}));
  /** A call of cart's at that second, to whoever has the address. */
  const call = (second: number, cluster = 'outbound|80||x.shop.svc.cluster.local') =>
    say(
      httpLogs(
        httpEntry({
          cluster,
          tls: Buffer.alloc(0),
          local: address(3, '10.96.0.9', 80),
          common: [nested(5, varint(1, second), varint(2, 0)), address(13, IP, 8080)],
        }),
      ),
    );
  const callees = () => {
    const { flows, kept } = tally.take();
    const counted = flows.map(({ flow, slots }) => `${flow.workload.name} ${slots[0]?.ok}`);
    return [...counted, ...[...kept].map(([reason, count]) => `${reason} ${count}`)];
  };
  return { directory, tally, asked, call, callees };
}

it('a caller’s row goes to the pod that had the address when the call began, though the row is the same', () => {
  const { call, callees } = world(400_000);
  for (const second of [250, 50, 50, 150, 300]) call(second);
  expect(callees()).toEqual(['second 2', 'first 2', 'source-row 5']);
});

it('and waits where that isn’t certain yet', () => {
  const { directory, tally, call, callees } = world(90_000);
  for (const second of [50, 95, 150, 250, 250]) call(second);
  expect([callees(), tally.waiting]).toEqual([['first 1', 'source-row 1'], 4]);
  directory.settle(240_000);
  tally.settle(240_000);
  expect([callees(), tally.waiting]).toEqual([['first 1', 'source-row 2'], 2]);
  tally.close();
  expect(callees()).toEqual(['address-unsettled 2']);
});

it.each([
  ['an inbound row', undefined, 'inbound|8080||'],
  ['a gateway’s own row', 'router~10.1.7.1~gw-1.shop~shop.svc.cluster.local', undefined],
])('%s asks for nobody', (_, node, cluster) => {
  const { asked, tally, call } = world(0, node);
  call(50, cluster);
  expect([asked, tally.waiting]).toEqual([[], 0]);
});

it('the rows of a proxy without a name ask for all its addresses', () => {
  const { asked, tally, call } = world(0, 'nobody');
  call(50);
  expect(asked).toEqual([50_000]);
  expect(tally.waiting).toBe(1);
});
