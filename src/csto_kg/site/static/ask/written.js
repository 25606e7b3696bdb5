// Dates as people write them, as `csto_kg.time.written` has them: `28 June 2012` for `2012-06-28`.
const MIDNIGHT = "T00:00:00Z";
const MONTHS = "January February March April May June July August September October November December".split(" ");
const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter" };
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)$/;
const DECADE = /^(\d{3})X([~?%]?)$/;
const MARKS = { "": "", "~": "about ", "?": "perhaps ", "%": "perhaps about " };
const BOUNDED = /^(?:\[\.\.([\d-]+)\]|\[([\d-]+)\.\.\])$/;
const RANGE_OF_DAYS = /^([\d-]+)\.\.([\d-]+)$/;
const UNDATED = ["unknown", "not stated", "stated, undated"];
const OR = " or ";
const OPEN = "..";
const NO_DAY = {
  open: "still so by its sources",
  unknown: "no source gives an end",
  "stated, undated": "it ended on a day that no source gives",
};

const bare = (text) => (text.endsWith(MIDNIGHT) ? text.slice(0, -MIDNIGHT.length) : text);
const asInterval = (text) => text.replace(RANGE_OF_DAYS, "$1/$2");
const split = (text, by) => {
  const at = text.indexOf(by);
  return at < 0 ? [text, "", ""] : [text.slice(0, at), by, text.slice(at + by.length)];
};

/** A date or period in EDTF as people write it; a text that is neither stays as it is. */
export function written(text) {
  if (text.includes(OR)) return text.split(OR).map(written).join(OR);
  const found = asInterval(bare(text));
  if (found.startsWith("[") && found.endsWith("]")) return oneOf(found.slice(1, -1)) || found;
  const [first, slash, last] = split(found, "/");
  return (slash ? extent(first, last) : date(found)) || found;
}

/** A day or period with its preposition: `on 28 June 2012`, `in June 2012`, `between 2002 and 2007`. */
export function writtenAt(text) {
  if (text.includes(OR)) return text.split(OR).map(writtenAt).join(OR);
  if (UNDATED.includes(text)) return "at a time that no source gives";
  const bounded = BOUNDED.exec(text);
  const edge = bounded && (bounded[1] ?? bounded[2]);
  if (edge && date(edge)) {
    return `${writtenAt(edge).split(" ")[0]} or ${bounded[1] !== undefined ? "before" : "after"} ${written(edge)}`;
  }
  const words = written(text);
  const [first, slash, last] = split(asInterval(text), "/");
  if (slash && date(first) && date(last)) return `from ${words}`;
  const found = DATE.exec(bare(text));
  if (found && !found[4] && date(bare(text))) return `${found[3] ? "on" : "in"} ${words}`;
  const decade = DECADE.exec(bare(text));
  return decade && !decade[2] ? `in ${words}` : words;
}

/** From when until when something held; `end` is the first day on which it no longer held, or a word in its place. */
export function writtenSpan(start, end) {
  const first = start === "" || start === "unknown" ? "" : joined("from", written(start));
  if (!first && end === "unknown") return "no source gives a start or an end";
  if (end && !(end in NO_DAY)) return `${first} ${joined("until", written(end))}`.trim();
  return [first || "no source gives a start", NO_DAY[end] ?? ""].filter(Boolean).join("; ");
}

/** The period that a question is about: `in 2018`, `from 2 May 2006 to 31 May 2006`; nothing for all time. */
export function writtenWithin(start, end) {
  if (!start || !end) return start ? `from ${written(start)} on` : end ? `before ${written(end)}` : "";
  if (start === end) return writtenAt(start);
  const whole = `from ${written(start)} to ${written(end)}`;
  const [first, after] = [start, end].map(dayOf);
  if (!first || !after || end === "0001-01-01") return whole;
  const last = new Date(after.getTime() - 86_400_000);
  if (first.getTime() === last.getTime()) return writtenAt(start);
  const parts = (day) => [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  const [[y1, m1, d1], [y2, m2]] = [first, last].map(parts);
  if (d1 === 1 && after.getUTCDate() === 1) {
    if (m1 === 0 && after.getUTCMonth() === 0) return y1 === y2 ? `in ${y1}` : `from ${y1} to ${y2}`;
    if (y1 === y2 && m1 === m2) return `in ${written(start.slice(0, 7))}`;
  }
  return `from ${written(start)} to ${written(last.toISOString().slice(0, 10))}`;
}

function dayOf(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : day;
}

const joined = (preposition, words) => `${preposition} ${words.startsWith("between") ? "a day " : ""}${words}`;

function date(text) {
  const decade = DECADE.exec(text);
  if (decade) return `${MARKS[decade[2]]}the ${decade[1]}0s`;
  const found = DATE.exec(text);
  if (!found) return "";
  const [year, month, day] = [found[1].replace(/^0+/, ""), Number(found[2] ?? 0), Number(found[3] ?? 0)];
  const mark = MARKS[found[4]];
  if (!month) return `${mark}${year}`;
  if (SEASONS[month] && !day) return `${mark}${SEASONS[month]} ${year}`;
  return month <= MONTHS.length ? `${mark}${day ? `${day} ` : ""}${MONTHS[month - 1]} ${year}` : "";
}

function oneOf(text) {
  if (!text.includes(",")) return text.includes(OPEN) ? range(text) : date(text);
  const parts = text.split(",").map((part) => (part.includes(OPEN) ? range(part) : date(part)));
  return parts.every(Boolean) ? parts.join(OR) : "";
}

function range(text) {
  const [first, , last] = split(text, OPEN);
  const [start, end] = [date(first), date(last)];
  if (start && end) return `between ${start} and ${end}`;
  if (start && !last) return `${start} or later`;
  return end && !first ? `${end} or earlier` : "";
}

function extent(first, last) {
  const [start, end] = [first, last].map((side) => (side.startsWith("[") ? oneOf(side.slice(1, -1)) : date(side)));
  if (start && end) return `${start} to ${end}`;
  if (start) return last === OPEN ? `since ${start}` : `${start} to an unknown day`;
  return end ? `until ${end}` : "";
}
