// Days and periods as people write them, as `csto_kg.time.periods` reads them. A day is a text such as 2012-06-28.
import { AskError } from "./errors.js";

const PART = /^([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?$/;
const FORMS = "YYYY-MM-DD, YYYY-MM or YYYY, or two of these with .. between them";
const LAST = "9999-12-31";

const iso = (time) => new Date(time).toISOString().slice(0, 10);
const time = (day) => Date.parse(`${day}T00:00:00Z`);

/** The day so many days later; the last day of the calendar has none after it. */
export function later(day, days) {
  return day === LAST && days > 0 ? LAST : iso(time(day) + days * 86_400_000);
}

/** A day as the graph has it: the first moment of it. */
export const asXsd = (day) => `${day}T00:00:00Z`;

/** The first and the last day of what a text names: `2010-06-01`, `2010-06`, `2010`, or `2010-06..2010-12-31`. */
export function readPeriod(text) {
  const parts = text.split("..");
  if (parts.length > 2 || !parts.every((part) => PART.test(part))) {
    throw new AskError(`“${text}” is not a date; use ${FORMS}.`);
  }
  const { first } = stretch(parts[0]);
  const { last } = stretch(parts.at(-1));
  if (first > last) throw new AskError(`“${text}” ends before it starts: write the earlier date first.`);
  return { first, last };
}

export const isDay = (period) => period.first === period.last;

function stretch(part) {
  const [, year, month, day] = PART.exec(part);
  const first = `${year}-${month ?? "01"}-${day ?? "01"}`;
  const last = day ? first : `${year}-${month ?? "12"}-${String(length(year, month ?? "12")).padStart(2, "0")}`;
  if (year === "0000" || Number.isNaN(time(first)) || iso(time(first)) !== first) {
    const kind = day ? "day" : month ? "month" : "year";
    const look = { day: ": look at its month and its day", month: ": months run from 01 to 12", year: "" }[kind];
    throw new AskError(`“${part}” is not a ${kind} of the calendar${look}.`);
  }
  return { first, last };
}

// The day before the first of the next month.
const length = (year, month) => new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
