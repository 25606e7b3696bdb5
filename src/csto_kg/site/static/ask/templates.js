// Fills the templates of sentences, which `csto_kg.queries.trees` has as lists, with the filters of `csto_kg.queries.templates`.
//
// A value is a text or a list of texts; `rows` is a list of rows, which are values by column.
import { written, writtenAt, writtenSpan, writtenWithin } from "./written.js";

export const THROUGHOUT = "throughout";
export const DURING = "during";
export const CERTAINTY = "certainty";

const NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split(" ");
const TAKE_THE_ALONE = ["Kremlin", "Taliban"];
const QUARTERS = ["northern", "southern", "eastern", "western", "central"];
const SMALL = ["of", "on", "the", "and", "for", "in", "to", "with", "between", "by"];
const DETERMINERS = ["the", "a", "an", "its", "his", "her", "their", "any"];
const UNDATED = ["unknown", "not stated"];
const VERDICTS = ["certain", "possible", "unknown", "not attested yet"];
const LONG = 5;

const unique = (items) => [...new Set(items)];
const parts = (value) => (Array.isArray(value) ? value : [value]);
const each = (write) => (value) => (Array.isArray(value) ? value.map(write) : write(value));
const start = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const isUpper = (text) => text !== text.toLowerCase() && text === text.toUpperCase();
const isLower = (text) => text !== text.toUpperCase() && text === text.toLowerCase();

export const numberWord = (number) => NUMBERS[number] ?? String(number);
export const numbered = (number, noun, nouns) => `${numberWord(number)} ${number === 1 ? noun : (nouns ?? `${noun}s`)}`;

/** Names one after another: `A`, `A and B`, `A, B and C`; where one has a comma of its own, `A; B, of C; and D`. */
export function inAList(items, word = "and") {
  if (items.length < 2) return items.join("");
  const [head, last] = [items.slice(0, -1), items.at(-1)];
  if (items.some((item) => item.replace(/\([^)]*\)/g, "").includes(", "))) return `${head.join("; ")}; ${word} ${last}`;
  return `${head.join(", ")} ${word} ${last}`;
}

/** How many are certain, possible and so on, in words. */
export function tally(rows, column = "") {
  const best = new Map(VERDICTS.map((verdict) => [verdict, new Map()]));
  rows.forEach((row, number) => {
    const verdict = String(row[CERTAINTY]);
    if (!best.has(verdict)) best.set(verdict, new Map());
    const found = best.get(verdict);
    for (const name of column ? parts(row[column]) : [String(number)]) {
      found.set(name, (found.get(name) ?? true) && Boolean(row[DURING]));
    }
  });
  const said = [];
  const met = new Set();
  for (const [verdict, found] of best) {
    const fresh = [...found].filter(([name]) => !met.has(name)).map(([, isPart]) => isPart);
    for (const name of found.keys()) met.add(name);
    const some = fresh.filter(Boolean).length;
    const part = some ? ` (${numberWord(some)} for a part of that time)` : "";
    if (fresh.length) said.push(`${numberWord(fresh.length)} ${verdict}${part}`);
  }
  return said.join(", ");
}

function names(items, most = 12, word = "and") {
  const listed = unique(parts(items)).filter(Boolean);
  const over = listed.length - most;
  return inAList(over > 0 ? [...listed.slice(0, most), `${numberWord(over)} more`] : listed, word);
}

const has = (row, column, values) => parts(row[column]).some((part) => values.includes(part));

function dated(rows, column, date, end = "") {
  return unique(
    rows.flatMap((row) => {
      const times = parts(row[date]).filter((part) => part && !UNDATED.includes(part));
      const own = end ? writtenSpan(String(row[date]), String(row[end])) : inAList(times.map(written));
      const time = [own, String(row[DURING] ?? "")].filter(Boolean).join("; ");
      return parts(row[column]).filter(Boolean).map((part) => (time ? `${part} (${time})` : part));
    }),
  );
}

const inBrackets = (value) => inAList(parts(value).filter((part) => part !== THROUGHOUT).map((part) => written(number(part))));

function beside(rows, column, ...others) {
  return unique(
    rows.flatMap((row) => {
      const groups = others.map((other) => other.split(" ").map((of) => inBrackets(row[of])).join(" ").trim());
      const brackets = groups.filter(Boolean).join(", ");
      return parts(row[column]).filter(Boolean).map((part) => (brackets ? `${part} (${brackets})` : part));
    }),
  );
}

function number(text) {
  const found = /^(~?)(-?\d+)((?:\.\d+)?)$/.exec(text);
  if (!found) return text;
  const isLong = found[2].replace(/^-+/, "").length >= LONG;
  const digits = isLong ? String(BigInt(found[2])).replace(/\B(?=(\d{3})+$)/g, ",") : found[2];
  return `${found[1] ? "about " : ""}${digits}${found[3]}`;
}

const withArticle = (noun) => (noun ? `${"aeiou".includes(noun[0].toLowerCase()) ? "an" : "a"} ${noun}` : "");

/** The filters, with what they need of a site: the words of names that take the definite article. */
export function filtersOf(takeThe) {
  function takesThe(name) {
    const words = name.split(/\s+/).filter(Boolean);
    if (words.length < 2) return TAKE_THE_ALONE.includes(name);
    const head = name.split(/ (?:of|for|on|in) /)[0].split(/\s+/).filter(Boolean);
    const first = words[0].toLowerCase();
    if (DETERMINERS.includes(first) || QUARTERS.includes(first)) return false;
    if (head.slice(0, 3).some((word) => /(?:’s|s’|'s)$/.test(word))) return false;
    const small = words.some((word) => isLower(word) && !SMALL.includes(word));
    if (isUpper(words[0][0]) && (/^\d/.test(words[1]) || small)) return false;
    return isLower(name[0]) || name.includes(" of ") || [head.at(-1), words.at(-1)].some((word) => takeThe.includes(word)) || isUpper(name);
  }

  function withThe(name) {
    const found = name.split(/ (or|and) (?=[A-Z])/);
    if (found.length > 1 && (found[1] === "or" || !found[0].includes(" of "))) {
      return found.map((part, i) => (i % 2 ? part : withThe(part))).join(" ");
    }
    return takesThe(name) ? `the ${name}` : name;
  }

  return {
    a: withArticle,
    at: each(writtenAt),
    beside,
    column: (rows, column) => unique(rows.flatMap((row) => parts(row[column])).filter(Boolean)),
    counted: (items, noun, nouns) => numbered(items.length, noun, nouns),
    dated,
    day: each(written),
    having: (rows, column, ...values) => rows.filter((row) => has(row, column, values)),
    lacking: (rows, column, ...values) => rows.filter((row) => !has(row, column, values)),
    names,
    number: each(number),
    start,
    tally,
    stating: (rows, column) => rows.filter((row) => isTrue(row[column])),
    the: each(withThe),
    unsaid: (items, text) => parts(items).filter((item) => item && !text.includes(item)),
    until: writtenSpan,
    verdict: start,
    within: writtenWithin,
  };
}

const isTrue = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
const COMPARE = {
  eq: (one, other) => one === other,
  ne: (one, other) => one !== other,
  lt: (one, other) => one < other,
  lteq: (one, other) => one <= other,
  gt: (one, other) => one > other,
  gteq: (one, other) => one >= other,
  in: (one, other) => other.includes(one),
  notin: (one, other) => !other.includes(one),
};

function valueOf(node, values, filters) {
  const value = (of) => valueOf(of, values, filters);
  const [kind, first, ...rest] = node;
  switch (kind) {
    case "text":
    case "const":
      return first;
    case "name":
      if (!(first in values)) throw new Error(`the template cannot be filled: ${first}`);
      return values[first];
    case "asked":
      return values.asked[first];
    case "filter":
      return filters[first](...rest.map(value));
    case "compare":
      return COMPARE[first](...rest.map(value));
    case "and": {
      const found = value(first);
      return isTrue(found) ? value(rest[0]) : found;
    }
    case "or": {
      const found = value(first);
      return isTrue(found) ? found : value(rest[0]);
    }
    case "not":
      return !isTrue(value(first));
    case "choose":
      return isTrue(value(first)) ? value(rest[0]) : value(rest[1]);
    default:
      throw new Error(`templates of sentences have no ${kind}`);
  }
}

function filled(tree, values, filters) {
  return tree.map((node) => {
    if (node[0] !== "if") return String(valueOf(node, values, filters));
    const [, test, body, others, otherwise] = node;
    const chosen = [[test, body], ...others].find(([of]) => isTrue(valueOf(of, values, filters)));
    return filled(chosen ? chosen[1] : otherwise, values, filters);
  }).join("");
}

/** The sentence that a template makes of values, on one line; it ends in one full stop. */
export function rendered(tree, values, filters) {
  const said = filled(tree, values, filters).split(/\s+/).filter(Boolean).join(" ");
  return said.replace(/ (?=[,.;:](?:\s|$))/g, "").replace(/([.?!])\.(?=\s|$)/g, "$1");
}
