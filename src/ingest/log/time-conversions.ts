/** What a conversion says of an instant. */
export type TimePart =
  | 'epoch'
  | 'fraction'
  | 'year'
  | 'shortYear'
  | 'month'
  | 'day'
  | 'yearDay'
  | 'hour'
  | 'halfDayHour'
  | 'halfDay'
  | 'minute'
  | 'second'
  | 'zone';

export interface Conversion {
  /** A regular expression of what it prints, without groups. */
  readonly source: string;
  /** In bytes. */
  readonly least: number;
  readonly most: number;
  /** All bytes of which it may print some. */
  readonly bytes: string;
  /** null = nothing that is needed. */
  readonly part: TimePart | null;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const DIGITS = '0123456789';

/**
 * strftime's conversions in the C locale, with absl's `%E…` and with Envoy's own fractions (`%f`, `%3f`) of
 * the second. Those that stand for several others are not among them.
 */
export const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map([
  ['%s', { source: '\\d{1,12}', least: 1, most: 12, bytes: DIGITS, part: 'epoch' }],
  ['%f', digits(9, 'fraction')],
  ...Array.from({ length: 9 }, (_, i) => fractions(i + 1)).flat(),
  ['%E*S', { source: '\\d\\d(?:\\.\\d{1,15})?', least: 2, most: 18, bytes: `${DIGITS}.`, part: 'second' }],
  ['%Y', digits(4, 'year')],
  ['%E4Y', digits(4, 'year')],
  ['%y', digits(2, 'shortYear')],
  ['%C', digits(2, null)],
  ['%m', digits(2, 'month')],
  ['%b', oneOf(short(MONTHS), 'month')],
  ['%h', oneOf(short(MONTHS), 'month')],
  ['%B', oneOf(MONTHS, 'month')],
  ['%d', digits(2, 'day')],
  ['%e', { source: '[ 1-3]\\d', least: 2, most: 2, bytes: `${DIGITS} `, part: 'day' }],
  ['%j', digits(3, 'yearDay')],
  ['%a', oneOf(short(DAYS), null)],
  ['%A', oneOf(DAYS, null)],
  ['%u', digits(1, null)],
  ['%w', digits(1, null)],
  ['%U', digits(2, null)],
  ['%W', digits(2, null)],
  ['%V', digits(2, null)],
  ['%G', digits(4, null)],
  ['%g', digits(2, null)],
  ['%H', digits(2, 'hour')],
  ['%k', { source: '[ 12]\\d', least: 2, most: 2, bytes: `${DIGITS} `, part: 'hour' }],
  ['%I', digits(2, 'halfDayHour')],
  ['%l', { source: '[ 1]\\d', least: 2, most: 2, bytes: `${DIGITS} `, part: 'halfDayHour' }],
  ['%p', oneOf(['AM', 'PM'], 'halfDay')],
  ['%P', oneOf(['am', 'pm'], 'halfDay')],
  ['%M', digits(2, 'minute')],
  ['%S', digits(2, 'second')],
  ['%z', { source: '[+-]\\d{4}', least: 5, most: 5, bytes: `${DIGITS}+-`, part: 'zone' }],
  ['%Ez', { source: '[+-]\\d\\d:\\d\\d', least: 6, most: 6, bytes: `${DIGITS}+-:`, part: 'zone' }],
  // Other names of zones are no word for an instant.
  ['%Z', oneOf(['UTC', 'GMT'], null)],
  ['%ET', { source: 'T', least: 1, most: 1, bytes: 'T', part: null }],
  ['%t', { source: '\\t', least: 1, most: 1, bytes: '\t', part: null }],
] as const satisfies readonly (readonly [string, Conversion])[]);

function digits(count: number, part: TimePart | null): Conversion {
  return { source: `\\d{${count}}`, least: count, most: count, bytes: DIGITS, part };
}

function fractions(count: number): [string, Conversion][] {
  const seconds: Conversion = {
    source: `\\d\\d\\.\\d{${count}}`,
    least: count + 3,
    most: count + 3,
    bytes: `${DIGITS}.`,
    part: 'second',
  };
  return [
    [`%${count}f`, digits(count, 'fraction')],
    [`%E${count}f`, digits(count, 'fraction')],
    [`%E${count}S`, seconds],
  ];
}

function short(names: readonly string[]): string[] {
  return names.map((name) => name.slice(0, 3));
}

function oneOf(names: readonly string[], part: TimePart | null): Conversion {
  const lengths = names.map(({ length }) => length);
  return {
    source: names.join('|'),
    least: Math.min(...lengths),
    most: Math.max(...lengths),
    bytes: [...new Set(names.join(''))].join(''),
    part,
  };
}
