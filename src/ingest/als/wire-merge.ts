import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Oneof, WireShape } from './wire-shape.ts';

interface Field {
  readonly number: number;
  /** Tag and value as on the wire; of a message field its contents, one for each time it came. */
  readonly parts: Uint8Array[];
  readonly child: WireShape | null;
}

/**
 * Rewrites well-formed bytes so that each message and each oneof stands there once: the contents of a message
 * that came in pieces are joined, which is what merging means on the wire, and of a oneof only the last
 * member stays.
 */
export function mergePieces(bytes: Uint8Array, shape: WireShape): Uint8Array {
  const writer = new BinaryWriter();
  for (const { number, parts, child } of fieldsOf(bytes, shape)) {
    if (child) writer.uint32((number << 3) | 2).bytes(mergePieces(joined(parts), child));
    else writer.raw(joined(parts));
  }
  return writer.finish();
}

function fieldsOf(bytes: Uint8Array, shape: WireShape): Iterable<Field> {
  const reader = new BinaryReader(bytes);
  const fields = new Set<Field>();
  const singles = new Map<number, Field>();
  const members = new Map<Oneof, Field[]>();
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wire] = reader.tag();
    const child = (wire === 2 && shape.children[number]) || null;
    if (!child) reader.skip(wire, number);
    const part = child ? reader.bytes() : bytes.subarray(start, reader.pos);
    const oneof = shape.oneofs.find(({ wires }) => wires[number] === wire);
    if (oneof && members.get(oneof)?.[0]?.number !== number) {
      for (const cleared of members.get(oneof) ?? []) {
        fields.delete(cleared);
        singles.delete(cleared.number);
      }
      members.set(oneof, []);
    }
    const earlier = child ? singles.get(number) : undefined;
    if (earlier) {
      earlier.parts.push(part);
      continue;
    }
    const field = { number, parts: [part], child };
    fields.add(field);
    if (oneof) members.get(oneof)?.push(field);
    if (child && shape.single & (1 << number)) singles.set(number, field);
  }
  return fields;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}
