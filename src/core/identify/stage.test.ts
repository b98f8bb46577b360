import { describe, expect, it } from 'vitest';
import { ACCESS_LOG_TYPES, stageOf } from './stage.ts';

describe('stageOf', () => {
  // type, HTTP logger, TCP logger
  it.each([
    ['NotSet', 'end', 'end'],
    ['TcpUpstreamConnected', 'intermediate', 'intermediate'],
    ['TcpPeriodic', 'intermediate', 'intermediate'],
    ['TcpConnectionEnd', 'end', 'end'],
    ['DownstreamStart', 'intermediate', 'duplicate-twin'],
    ['DownstreamPeriodic', 'intermediate', 'duplicate-twin'],
    ['DownstreamEnd', 'end', 'duplicate-twin'],
    ['UpstreamPoolReady', 'intermediate', 'intermediate'],
    ['UpstreamPeriodic', 'intermediate', 'intermediate'],
    ['UpstreamEnd', 'intermediate', 'intermediate'],
    ['DownstreamTunnelSuccessfullyEstablished', 'intermediate', 'duplicate-twin'],
    ['UdpTunnelUpstreamConnected', 'intermediate', 'intermediate'],
    ['UdpPeriodic', 'intermediate', 'intermediate'],
    ['UdpSessionEnd', 'end', 'end'],
    ['TcpConnectionStart', 'intermediate', 'intermediate'],
  ] as const)('%s: %s from the HTTP logger, %s from the TCP logger', (name, http, tcp) => {
    const type = ACCESS_LOG_TYPES[name] ?? -1;
    expect(stageOf('http', type, false)).toBe(http);
    expect(stageOf('tcp', type, false)).toBe(tcp);
  });

  it('has a number for every name, from 0 on', () => {
    expect(Object.values(ACCESS_LOG_TYPES)).toEqual([...Array(15).keys()]);
  });

  it('takes unknown numbers for intermediate', () => {
    expect(stageOf('http', 15, false)).toBe('intermediate');
    expect(stageOf('tcp', 99, false)).toBe('intermediate');
  });

  it('tells the three things that have no type apart', () => {
    expect(stageOf('http', 0, true)).toBe('intermediate');
    expect(stageOf('tcp', 0, false, true)).toBe('listener');
    expect(stageOf('http', 0, false, true)).toBe('listener');
    expect(stageOf('http', 0, false, false)).toBe('end');
  });
});
