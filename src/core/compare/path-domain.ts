import type { PathNormalization } from '../model/enforcement-point.ts';
import { charSet, DIGIT, VISIBLE, without } from './char-set.ts';
import { type Domain, domainOf, on, type StateTable } from './domain.ts';

type Edges = StateTable[string]['edges'];

/** A segment's characters: normalisation encodes or turns all others (N1). */
const SEGMENT = without(VISIBLE, '"<>^`{|}\\/?#');
const HEX_LETTERS = 'ABCDEFabcdef';
const NOT_ZERO = `123456789${HEX_LETTERS}`;

/** Escapes that normalisation takes away: by first digit, the second ones. %00 is refused, others are decoded. */
const UNRESERVED: Readonly<Record<string, string>> = {
  '0': '0',
  '2': 'DdEe',
  '3': DIGIT,
  '4': NOT_ZERO,
  '5': `${DIGIT}AaFf`,
  '6': NOT_ZERO,
  '7': `${DIGIT}AaEe`,
};
/** `%2F` and `%5C`, too, where the mesh decodes slashes. */
const SLASHES: Readonly<Record<string, string>> = { '2': 'Ff', '5': 'Cc' };

/**
 * Paths as they stand after normalisation: those that it leaves as they are (N1). With a query if rules look at
 * `:path`, which has it; a query may be anything.
 */
export function pathDomain(mode: PathNormalization, query: boolean): Domain {
  return domainOf(withQuery(mode === 'NONE' ? RAW : normalised(mode), query));
}

const RAW: StateTable = {
  start: { edges: [on('/', 'path')] },
  path: { end: true, edges: [[without(VISIBLE, '?#'), 'path']] },
};

function normalised(mode: PathNormalization): StateTable {
  const merges = mode !== 'BASE';
  const decodesSlashes = mode === 'DECODE_AND_MERGE_SLASHES';
  const slash = on('/', 'slash');
  const segment: Edges = [slash, on('%', 'escape'), [SEGMENT, 'segment']];
  const afterSlash: Edges = [on('.', 'dot'), on('%', 'escape'), [without(SEGMENT, '.%'), 'segment']];
  const digits = Object.entries(UNRESERVED).map(([first, second]) => {
    const gone = second + (decodesSlashes ? (SLASHES[first] ?? '') : '');
    return [`escape${first}`, { end: true, edges: [[charSet(gone), 'never'], ...segment] }] as const;
  });
  return {
    start: { edges: [on('/', 'first')] },
    // A lone `//` isn't merged.
    first: { end: true, edges: [merges ? on('/', 'lone') : slash, ...afterSlash] },
    lone: { end: true, edges: [] },
    slash: { end: true, edges: [...(merges ? [] : [slash]), ...afterSlash] },
    // `.` and `..` are no segments of a normalised path, nor with parameters.
    dot: { edges: [on('.', 'dots'), on('/;', 'never'), ...segment] },
    dots: { edges: [on('/;', 'never'), ...segment] },
    segment: { end: true, edges: segment },
    // What is no escape stays as it is.
    escape: { end: true, edges: [...digits.map(([name]) => on(name.slice(-1), name)), ...segment] },
    ...Object.fromEntries(digits),
  };
}

function withQuery(table: StateTable, query: boolean): StateTable {
  if (!query) return table;
  const asked = Object.entries(table).map(([name, { end, edges }]) => {
    return [name, end ? { end, edges: [...edges, on('?', 'query')] } : { edges }] as const;
  });
  return { ...Object.fromEntries(asked), query: { end: true, edges: [[without(VISIBLE, '#'), 'query']] } };
}
