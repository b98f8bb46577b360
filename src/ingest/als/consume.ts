import { stageOf } from '../../core/identify/stage.ts';
import type { DropReason } from '../../core/model/reason.ts';
import { startOf } from './entry-time.ts';
import { type Exchange, httpExchange, tcpExchange } from './exchange.ts';
import { denialOf } from './exchange-denial.ts';
import { HTTPAccessLogEntry, TCPAccessLogEntry } from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { StreamAccessLogsMessage_Identifier } from './gen/envoy/service/accesslog/v3/als.ts';
import { reporterOf } from './node-reporter.ts';
import { recordOf } from './record-of.ts';
import { identifyStream, type StreamState } from './stream-state.ts';
import { addressesThatCount, holdersAt, namerOf } from './tuple-holders.ts';
import { tupleOf } from './tuple-of.ts';
import { checkWire } from './wire-check.ts';
import { mergePieces } from './wire-merge.ts';
import { WireReader } from './wire-reader.ts';
import { STREAM_MESSAGE } from './wire-shape.ts';

export type Consumed = 'counted' | 'malformed' | 'no-identifier';

/** Four names of Kubernetes fit in; what is longer is nobody's. */
const NODE_ID_LENGTH = 1024;

const IDENTIFIER = 1;
const HTTP_LOGS = 2;
const TCP_LOGS = 3;
const LOG_ENTRY = 0x0a;

/**
 * Counts what one `StreamAccessLogsMessage` says, as a whole or, malformed, not at all. Never throws, keeps
 * nothing of `bytes`. `no-identifier`: the stream never said who speaks, so its entries are dropped.
 */
export function consume(stream: StreamState, bytes: Uint8Array, start: number, end: number): Consumed {
  const { tally } = stream.intake;
  const verdict = checkWire(bytes, start, end, STREAM_MESSAGE);
  if (verdict === 'malformed') {
    tally.drop('malformed');
    return 'malformed';
  }
  const view = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
  const message = verdict === 'pieces' ? mergePieces(view, STREAM_MESSAGE) : view;
  const reader = new WireReader(message);
  const identifier = seek(reader, IDENTIFIER);
  if (identifier >= 0) {
    const { node } = StreamAccessLogsMessage_Identifier.decode(reader, identifier);
    if (node) identifyStream(stream, node.id.slice(0, NODE_ID_LENGTH), reporterOf(node));
  }
  const http = seek(reader, HTTP_LOGS);
  if (http >= 0) {
    if (stream.reporter) stream.intake.loggers.http(stream.node);
    return eachEntry(stream, reader, http, countHttp);
  }
  const tcp = seek(reader, TCP_LOGS);
  if (tcp >= 0) return eachEntry(stream, reader, tcp, countTcp);
  return stream.reporter ? 'counted' : 'no-identifier';
}

/** Goes to the contents of the message's field `number` and answers their length; -1 = it isn't there. */
function seek(reader: WireReader, number: number): number {
  reader.pos = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((number << 3) | 2)) return reader.uint32();
    reader.skip(tag & 7, tag >>> 3);
  }
  return -1;
}

function eachEntry(
  stream: StreamState,
  reader: WireReader,
  length: number,
  count: (stream: StreamState, reader: WireReader, length: number) => void,
): Consumed {
  const end = reader.pos + length;
  let unheard = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag !== LOG_ENTRY) reader.skip(tag & 7, tag >>> 3);
    else if (stream.reporter) count(stream, reader, reader.uint32());
    else {
      reader.skip(2);
      unheard++;
    }
  }
  if (stream.reporter) return 'counted';
  stream.intake.tally.drop('no-identifier', unheard);
  return 'no-identifier';
}

function countHttp(stream: StreamState, reader: WireReader, length: number): void {
  countExchange(stream, httpExchange(HTTPAccessLogEntry.decode(reader, length)));
}

function countTcp(stream: StreamState, reader: WireReader, length: number): void {
  countExchange(stream, tcpExchange(TCPAccessLogEntry.decode(reader, length)));
}

function countExchange(stream: StreamState, exchange: Exchange): void {
  const { tally, outcomes, denials } = stream.intake;
  const dropped = dropReason(stream, exchange);
  if (dropped) {
    tally.drop(dropped);
    return;
  }
  const time = stream.timeOf(exchange.common);
  if (time === null || !stream.reporter) {
    tally.drop('missing-field');
    return;
  }
  const outcome = outcomes.outcomeOf(exchange);
  const denial = denialOf(exchange, outcome, denials);
  const about = tupleOf(stream, exchange, outcome);
  // Nothing else of a tuple begins with a bracket.
  const what = denial === null ? about : denial.key + about;
  const addresses = addressesThatCount(stream, exchange);
  let tuple = what;
  if (addresses !== null) {
    const startTime = startOf(exchange.common) ?? time;
    const holders = holdersAt(stream.intake.directory, addresses, startTime);
    if (holders === null) {
      const record = recordOf(stream.reporter, exchange, time, denial?.denial ?? null);
      const name = namerOf(stream.intake.directory, addresses, what, record);
      tally.wait(`${outcome} ${what}`, name, startTime, outcome, time);
      return;
    }
    tuple = what + holders;
  }
  const row =
    tally.find(tuple) ??
    tally.insert(tuple, recordOf(stream.reporter, exchange, time, denial?.denial ?? null));
  if (row) tally.add(row, outcome, time);
  else tally.drop('queue-overflow');
}

/** null = the entry speaks of an exchange that is over, and is the first to do so. */
function dropReason(stream: StreamState, exchange: Exchange): DropReason | null {
  const { accessLogType, intermediateLogEntry, streamId } = exchange.common;
  const stage = stageOf(exchange.logger, accessLogType, intermediateLogEntry, exchange.listener);
  if (stage === 'duplicate-twin') stream.intake.loggers.twin(stream.node);
  if (stage === 'intermediate' || stage === 'duplicate-twin') return stage;
  if (exchange.protocol !== 'tcp' || streamId === '') return null;
  return stream.intake.twins.isTwin(stream.node, streamId, exchange.logger) ? 'duplicate-twin' : null;
}
