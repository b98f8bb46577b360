import { DAY } from '../model/scaled-time.ts';

/** Days of 400 years, after which the calendar repeats. */
const ERA = 146_097;
/** From 1 March of the year 0 to 1 January 1970. */
const EPOCH = 719_468;

/** ms since 1970 → `YYYY-MM-DD` in UTC, for years from 0 on. */
export function utcDate(time: number): string {
  // Counted from 1 March, the leap day is the last of a year, and months have a regular length.
  const days = Math.floor(time / DAY) + EPOCH;
  const era = Math.floor(days / ERA);
  const ofEra = days - era * ERA;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
