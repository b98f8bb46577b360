import { civilDate, weekday } from '../learn/civil-date.ts';

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Days looked at: two leap days are among them. */
const SPAN = 3000;
const MINUTE = 60_000;

/**
 * ms between two runs of a CronJob at the most, by its schedule: `0 3 1 * *` waits up to 31 days. null where it can't
 * be read or never comes. Changes of the clocks are not looked at.
 */
export function longestWait(schedule: string): number | null {
  const words = schedule.replace(/^(?:CRON_)?TZ=\S+\s+/, '').trim();
  const fields = (MACROS[words.toLowerCase()] ?? words).split(/\s+/);
  if (fields.length !== 5) return null;
  const [minutes, hours, dates, months, weekdays] = [
    setOf(fields[0], 0, 59),
    setOf(fields[1], 0, 23),
    setOf(fields[2], 1, 31),
    setOf(fields[3], 1, 12, MONTHS, 1),
    setOf(fields[4], 0, 7, WEEKDAYS, 0),
  ];
  if (!minutes || !hours || !dates || !months || !weekdays) return null;
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
  times.sort((a, b) => a - b);
  // Where both days are asked for, one of them is enough.
  const either = !fields[2]?.startsWith('*') && !fields[4]?.startsWith('*') && fields[4] !== '?';
  const isDay = (day: number) => {
    const { month, day: date } = civilDate(day);
    const byDate = dates.has(date);
    const byWeekday = weekdays.has(weekday(day)) || (weekday(day) === 0 && weekdays.has(7));
    return months.has(month) && (either ? byDate || byWeekday : byDate && byWeekday);
  };
  const days = Array.from({ length: SPAN }, (_, day) => day).filter(isDay);
  return longest(days, times);
}

function longest(days: readonly number[], times: readonly number[]): number | null {
  const [first, last] = [times[0], times.at(-1)];
  if (days.length < 2 || first === undefined || last === undefined) return null;
  const within = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const overnight = days.slice(1).map((day, index) => (day - (days[index] ?? day)) * 1440 - last + first);
  return Math.max(...within, ...overnight.toSorted((a, b) => b - a).slice(0, 1)) * MINUTE;
}

/** `*`, `?`, `1,2`, `1-5`, every so many, `10-50/20`, names; null = not understood. */
function setOf(
  field = '',
  lowest: number,
  highest: number,
  names: readonly string[] = [],
  firstName = 0,
): ReadonlySet<number> | null {
  const values = new Set<number>();
  const numberOf = (word: string) => {
    const name = names.indexOf(word.toLowerCase());
    return name >= 0 ? name + firstName : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : numberOf(stepText);
    const [from, to = stepText === undefined ? from : highest] =
      range === '*' || range === '?' ? [lowest, highest] : range.split('-').map(numberOf);
    if (from === undefined || to === undefined || !(from >= lowest && to <= highest && step >= 1))
      return null;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values.size === 0 ? null : values;
}
