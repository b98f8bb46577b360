import { describe, expect, it } from 'vitest';
import {
  committedGen,
  type Descriptors,
  type FieldInfo,
  generateAnew,
  officialProtos,
  reducedProtos,
} from '../../../test/support/als-protos.ts';
import { STREAM_MESSAGE, type WireShape } from './wire-shape.ts';

/**
 * What the reduced messages know and @grpc/grpc-js-xds 1.14.1 doesn't, with the Envoy that brought it. Looked
 * up on 2026-11-24; when the package moves on, whatever it then carries leaves this list.
 */
const NEWER: Readonly<Record<string, string>> = {
  '.envoy.data.accesslog.v3.AccessLogType.TcpConnectionStart': 'Envoy 1.38',
};

/** Messages that are read as bytes and decoded only where they are asked for: on the wire it is the same. */
const LEFT_RAW: ReadonlySet<string> = new Set(['.envoy.data.accesslog.v3.AccessLogCommon.metadata']);

const official = officialProtos();
const raw: FieldInfo[] = [];
const reduced = withMessages(reducedProtos());
const ROOT = '.envoy.service.accesslog.v3.StreamAccessLogsMessage';

describe('the reduced messages', () => {
  const ours = [...reduced.messages].filter(([name]) => name.startsWith('.envoy.'));

  it.each(ours)('%s has the official fields', (name, fields) => {
    const known = official.messages.get(name) ?? [];
    for (const field of fields) {
      if (NEWER[`${name}.${field.name}`])
        expect(known.map((each) => each.number)).not.toContain(field.number);
      else expect(known).toContainEqual(field);
    }
    expect(fields).not.toHaveLength(0);
  });

  it.each([...reduced.enums].filter(([name]) => name.startsWith('.envoy.')))(
    '%s has the official values',
    (name, values) => {
      const newer = Object.fromEntries(Object.entries(values).filter(([value]) => NEWER[`${name}.${value}`]));
      expect(values).toEqual({ ...official.enums.get(name), ...newer });
      for (const value of Object.keys(newer)) expect(official.enums.get(name)).not.toHaveProperty(value);
    },
  );

  it('leave as bytes what the list says, and nothing else', () => {
    expect(raw.map(({ name, type }) => [name, type])).toEqual([['metadata', 'TYPE_BYTES']]);
    expect(ours.flatMap(([, fields]) => fields.map(({ type }) => type))).not.toContain('TYPE_BYTES');
  });

  it('are generated as committed', () => {
    expect(generateAnew()).toEqual(committedGen());
  });
});

function withMessages({ messages, enums }: Descriptors): Descriptors {
  const asOfficial = (name: string, field: FieldInfo): FieldInfo => {
    if (!LEFT_RAW.has(`${name}.${field.name}`)) return field;
    raw.push(field);
    return official.messages.get(name)?.find(({ number }) => number === field.number) ?? field;
  };
  const entries = [...messages].map(
    ([name, fields]) => [name, fields.map((field) => asOfficial(name, field))] as const,
  );
  return { messages: new Map(entries), enums };
}

/** All messages below one, with the shape that stands for each. */
function reached(
  name: string,
  shape: WireShape,
  found = new Map<string, WireShape>(),
): Map<string, WireShape> {
  if (found.has(name)) return found;
  found.set(name, shape);
  for (const { number, type } of reduced.messages.get(name) ?? []) {
    const child = shape.children[number];
    if (reduced.messages.has(type) && child) reached(type, child, found);
  }
  return found;
}

const WIRES: Readonly<Record<string, number>> = {
  TYPE_STRING: 2,
  TYPE_UINT32: 0,
  TYPE_BOOL: 0,
  TYPE_DOUBLE: 1,
};
const wireOf = ({ type }: FieldInfo): number => (official.enums.has(type) ? 0 : (WIRES[type] ?? 2));

describe('the wire shape', () => {
  const shapes = [...reached(ROOT, STREAM_MESSAGE)];

  it('covers every message', () => {
    expect(shapes.map(([name]) => name)).toEqual(
      expect.arrayContaining([...reduced.messages.keys()].filter((name) => name.startsWith('.envoy.'))),
    );
  });

  it.each(shapes)('%s: messages inside, once or often', (name, shape) => {
    for (const { number, type, repeated } of reduced.messages.get(name) ?? []) {
      const isMessage = reduced.messages.has(type);
      expect([number, shape.children[number] !== undefined]).toEqual([number, isMessage]);
      expect([number, (shape.single & (1 << number)) !== 0]).toEqual([
        number,
        isMessage && !repeated && number < 32,
      ]);
    }
  });

  it.each(shapes)('%s: its oneofs, with the members that are left out', (name, shape) => {
    const fields = official.messages.get(name) ?? [];
    const names = new Set(
      (reduced.messages.get(name) ?? []).map(({ oneof }) => oneof).filter((oneof) => oneof !== null),
    );
    const expected = [...names].map((oneof) =>
      Object.fromEntries(
        fields.filter((field) => field.oneof === oneof).map((field) => [field.number, wireOf(field)]),
      ),
    );
    expect(shape.oneofs.map(({ wires }) => wires)).toEqual(expected);
  });
});
