/** Dates of the Gregorian calendar as day numbers: 0 = 1970-01-01. */
export interface CivilDate {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
}

const ERA_DAYS = 146_097;
/** Days from 0000-03-01, where the eras of 400 years are counted from, to 1970-01-01. */
const EPOCH = 719_468;

export function dayNumber({ year, month, day }: CivilDate): number {
  // Years begin in March, so that the leap day is the last one.
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * ERA_DAYS + yearOfEra * 365 + leapDays + dayOfYear - EPOCH;
}

export function civilDate(number: number): CivilDate {
  const shifted = number + EPOCH;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / (ERA_DAYS - 1));
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** 0 = Sunday. */
export function weekday(number: number): number {
  return (((number + 4) % 7) + 7) % 7;
}

/** `2026-04-01` */
export function dateText(number: number): string {
  const { year, month, day } = civilDate(number);
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `2026-04-01 10:00 UTC`; with seconds on demand. */
export function timeText(time: number, withSeconds: boolean): string {
  const seconds = Math.floor(time / 1000);
  const day = Math.floor(seconds / 86_400);
  const ofDay = seconds - day * 86_400;
  const parts = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60];
  const clock = parts.slice(0, withSeconds ? 3 : 2).map(twoDigits);
  return `${dateText(day)} ${clock.join(':')} UTC`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
