import type { TimeForm } from './format-shape.ts';
import { createTimeReader, type TimeReader } from './line-time.ts';
import { CONVERSIONS, type Conversion, MONTHS, type TimePart } from './time-conversions.ts';

/** A strftime pattern of `START_TIME`, as Envoy knows them. */
export interface TimePattern {
  readonly form: TimeForm;
  /** Its values say which second it was, if they are UTC where they name no zone. */
  readonly instant: boolean;
  /** They name the zone, or need none. */
  readonly zoned: boolean;
  /** Reads a value: ms since 1970, NaN = it isn't one. */
  read(text: string): number;
}

/** null = it has conversions that are unknown here, or two that may run together. */
export function timePatternOf(pattern: string): TimePattern | null {
  const items = itemsOf(pattern);
  if (items === null) return null;
  const parts = new Set(items.map(({ part }) => part));
  const has = (...names: TimePart[]) => names.every((name) => parts.has(name));
  const day = has('year') || has('shortYear') ? has('month', 'day') || has('yearDay') : false;
  const hour = has('hour') || has('halfDayHour', 'halfDay');
  return {
    form: formOf(items),
    instant: has('epoch') || (day && hour && has('minute', 'second')),
    zoned: has('epoch') || has('zone'),
    read: readerOf(items),
  };
}

/** Of one for each conversion, its value by the name of what it says. */
type Said = Partial<Record<TimePart, string>>;

/** Reads what START_TIME prints by this argument (null = none); lines come in the order of time. */
export function createPatternReader(pattern: string | null): TimeReader {
  if (pattern === null) return createTimeReader();
  const read = timePatternOf(pattern)?.read ?? (() => Number.NaN);
  return { read };
}

function itemsOf(pattern: string): Conversion[] | null {
  const items: Conversion[] = [];
  for (const [text] of expanded(pattern).matchAll(/%(?:E\*?\d?|[1-9])?.|[^%]|%/gs)) {
    if (text.startsWith('%') && text !== '%%') {
      const conversion = CONVERSIONS.get(text);
      if (conversion === undefined) return null;
      items.push(conversion);
    } else {
      const byte = text === '%%' ? '%' : text;
      items.push({ source: byte.replace(/[^\w]/, '\\$&'), least: 1, most: 1, bytes: byte, part: null });
    }
  }
  // Where one ends and the next begins must be sure.
  const loose = items.some((item, i) => i > 0 && isLoose(item) && isLoose(items[i - 1] as Conversion));
  return loose ? null : items;
}

function isLoose({ least, most }: Conversion): boolean {
  return least < most;
}

/** Those that stand for several others. */
const LONG: Readonly<Record<string, string>> = {
  '%T': '%H:%M:%S',
  '%X': '%H:%M:%S',
  '%F': '%Y-%m-%d',
  '%D': '%m/%d/%y',
  '%x': '%m/%d/%y',
  '%R': '%H:%M',
  '%r': '%I:%M:%S %p',
  '%c': '%a %b %e %H:%M:%S %Y',
};

function expanded(pattern: string): string {
  const bytes = Buffer.from(pattern, 'utf8').toString('latin1');
  return bytes.replaceAll(/%./gs, (text) => (Object.hasOwn(LONG, text) ? (LONG[text] as string) : text));
}

function formOf(items: readonly Conversion[]): TimeForm {
  const counts = new Int16Array(256);
  for (const { least, most, bytes, part } of items) {
    const certain = part === null && bytes.length === 1 && least === most;
    for (const byte of Buffer.from(bytes, 'latin1')) {
      if (!certain) counts[byte] = -1;
      else if ((counts[byte] as number) >= 0) counts[byte] = (counts[byte] as number) + 1;
    }
  }
  const sum = (ends: (item: Conversion) => number) => items.reduce((total, item) => total + ends(item), 0);
  return { counts, least: sum(({ least }) => least), most: sum(({ most }) => most) };
}

function readerOf(items: readonly Conversion[]): (text: string) => number {
  const expression = new RegExp(`^${items.map(({ source }) => `(${source})`).join('')}$`);
  return (text) => {
    const values = expression.exec(text);
    if (values === null) return Number.NaN;
    const said: Said = {};
    items.forEach(({ part }, i) => {
      if (part !== null) said[part] = values[i + 1] as string;
    });
    return instantOf(said);
  };
}

function instantOf(said: Said): number {
  const fraction = Number(`${said.fraction ?? '0'}00`.slice(0, 3));
  if (said.epoch !== undefined) return Number(said.epoch) * 1000 + fraction;
  const midnight = midnightOf(said);
  const hour = hourOf(said);
  const [seconds = '', decimals = ''] = (said.second ?? '').split('.');
  const ms = decimals === '' ? fraction : Number(`${decimals}00`.slice(0, 3));
  // A leap second is written as 60.
  if (hour > 23 || Number(said.minute) > 59 || Number(seconds) > 60) return Number.NaN;
  return (
    midnight + ((hour * 60 + Number(said.minute)) * 60 + Number(seconds)) * 1000 + ms - zoneOf(said.zone)
  );
}

function midnightOf(said: Said): number {
  const year = said.year === undefined ? 2000 + Number(said.shortYear) : Number(said.year);
  const month = said.month === undefined ? 1 : monthOf(said.month);
  const day = said.month === undefined ? Number(said.yearDay) : Number(said.day);
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // What the calendar doesn't have rolls over.
  const rolled =
    midnight.getUTCFullYear() !== year || (said.month !== undefined && midnight.getUTCDate() !== day);
  return rolled ? Number.NaN : midnight.getTime();
}

function monthOf(text: string): number {
  const named = MONTHS.findIndex((month) => month.startsWith(text));
  return named < 0 ? Number(text) : named + 1;
}

function hourOf({ hour, halfDayHour, halfDay }: Said): number {
  if (hour !== undefined) return Number(hour);
  const half = Number(halfDayHour);
  return half < 1 || half > 12 ? Number.NaN : (half % 12) + (halfDay?.toLowerCase() === 'pm' ? 12 : 0);
}

/** ms east of UTC, which is where START_TIME is if it doesn't say. */
function zoneOf(text: string | undefined): number {
  if (text === undefined || /^[A-Z]/.test(text)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}
