// Stored queries with values for their parameters, as `csto_kg.queries.stored` and `csto_kg.ask.run` ask them.
//
// `data` is what ask.json holds; an `engine` has `table(text)`, a promise of an answer. A table has columns, and rows of terms
// as SPARQL's JSON has them, null where a cell is empty.
import { asXsd, isDay, later, readPeriod } from "./days.js";
import { AskError } from "./errors.js";

const ANY = "any";
const FROM = "from";
const TO = "to";
const DAY = "day";
const HOSTILE = /[\\\x00-\x1f\x7f]/;
const DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";

/** The query with a name. */
export function queryNamed(data, name) {
  const found = data.queries.find((query) => query.name === name);
  if (!found) throw new AskError(`There is no stored question called “${name}”.`);
  return found;
}

/** The SPARQL of a query with its defaults, or with rows in place of those of its parameters. */
export function textOf(query, rows = {}) {
  const own = Object.fromEntries(query.parameters.map((p) => [p.name, p.rows]));
  return query.parts.map((part, i) => (i % 2 ? ` ${rows[part] ?? own[part]} ` : part)).join("");
}

/** A text as a literal of SPARQL. */
export const literal = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
const moment = (day) => `"${asXsd(day)}"^^<${DATE_TIME}>`;

/** The values of a question by the present names of its parameters, each a list, with the day that it lacks. */
export function completed(data, query, values) {
  const present = new Map(query.parameters.flatMap((p) => [p.name, ...p.aliases].map((name) => [name, p.name])));
  const found = {};
  for (const [name, given] of Object.entries(values)) {
    const listed = [given].flat().filter((value) => value !== "");
    if (!listed.length) continue;
    if (!present.has(name)) {
      const known = query.parameters.map((p) => p.name).join(", ") || "none";
      throw new AskError(`The question ${query.name} has no parameter “${name}”; it has: ${known}.`);
    }
    found[present.get(name)] = listed;
  }
  for (const p of query.parameters) {
    if (p.isToday && !found[p.name]) found[p.name] = [data.day];
  }
  return found;
}

/** The rows of SPARQL for each parameter that has values. `find(parameter, text)` is a promise of the IRI that a name means. */
export async function rowsOf(query, values, find) {
  const rows = {};
  const problems = [];
  for (const p of query.parameters) {
    if (!values[p.name]) {
      if (!p.rows) problems.push(`${p.name} must be given: ${p.about}.`);
      continue;
    }
    try {
      const terms = [];
      for (const value of values[p.name]) terms.push(await term(p, value, find));
      rows[p.name] = terms.join(" ");
    } catch (error) {
      if (error.constructor !== AskError) throw error;
      problems.push(`${p.name}: ${error.message}`);
    }
  }
  const [from, to] = [FROM, TO].map((name) => values[name]);
  if (!problems.length && from?.length === 1 && to?.length === 1 && dayOf(FROM, from[0]) > dayOf(TO, to[0])) {
    problems.push(`${FROM} is after ${TO}: write the earlier date as ${FROM}.`);
  }
  if (problems.length) throw new AskError(problems.join(" "));
  return rows;
}

async function term(p, value, find) {
  if (value === ANY && p.any) return "UNDEF";
  if (p.type === DAY) return moment(dayOf(p.name, value));
  if (p.type === "entity") return `<${await find(p, value)}>`;
  if (HOSTILE.test(value)) throw new AskError("text must not hold backslashes or control characters.");
  if (p.values.length && !p.values.includes(value)) {
    throw new AskError(`“${value}” is not one of ${p.values.join(", ")}.`);
  }
  return literal(value);
}

function dayOf(name, value) {
  const period = readPeriod(value);
  if (isDay(period) || name === FROM) return period.first;
  if (name === TO) return later(period.last, 1);
  throw new AskError(`“${value}” is more than a day, and stands alone: give one period, or days.`);
}

function periodAsked(query, values) {
  const found = [];
  for (const p of query.parameters) {
    const given = values[p.name] ?? [];
    if (p.type !== DAY || p.name === FROM || p.name === TO || given.length !== 1 || given[0] === ANY) continue;
    const period = readPeriod(given[0]);
    if (!isDay(period)) found.push([p.name, period]);
  }
  if (found.length > 1) throw new AskError("Only one day can be a longer period; give the other as a day.");
  return found[0];
}

/** The answer to a stored query: its table, and the SPARQL that was asked (of a period, that of its first day). */
export async function askStored(engine, data, name, given, find) {
  const query = queryNamed(data, name);
  const values = completed(data, query, given);
  const asked = periodAsked(query, values);
  const textAt = async (more) => textOf(query, await rowsOf(query, { ...values, ...more }, find));
  const ask = async (text) => tidy(query, await engine.table(text));
  if (!asked) {
    const text = await textAt({});
    return { query, values, text, table: await ask(text) };
  }
  const [parameter, period] = asked;
  const asOf = (day) => textAt({ [parameter]: [day] });
  const text = await asOf(period.first);
  const answers = [[period.first, await ask(text)]];
  for (const day of await turningDays(engine, data, period)) answers.push([day, await ask(await asOf(day))]);
  return { query, values, text, table: merged(period, answers), period };
}

/** The table with its lists in order, each value once. */
function tidy(query, table) {
  const at = table.columns.map((column) => query.lists.includes(column));
  const rows = table.rows.map((row) => row.map((cell, i) => (at[i] ? inOrder(cell) : cell)));
  return { columns: table.columns, rows };
}

const words = (text) => text.split(/\s+/).filter(Boolean);
const sorted = (items) => [...new Set(items)].sort();

function inOrder(cell) {
  if (cell?.type !== "literal" || !cell.value.includes(" ")) return cell;
  return { type: "literal", value: sorted(words(cell.value)).join(" ") };
}

// ---------------------------------------------------------------------------------------------------------------------
// Over a period, as `csto_kg.ask.periods`
// ---------------------------------------------------------------------------------------------------------------------

const GATHERED = ["dissents", "claims", "conditions"];
const BY_DAY = new Set(["certainty", "attested_only", "presumed", "assuming", ...GATHERED]);

async function turningDays(engine, data, period) {
  const days = { first: literal(asXsd(period.first)), last: literal(asXsd(period.last)) };
  const { rows } = await engine.table(data.bounds.map((part, i) => (i % 2 ? days[part] : part)).join(""));
  const found = sorted(rows.map(([cell]) => cell.value.slice(0, 10)));
  return found.filter((day) => day !== "9999-12-31" && period.first < day && day <= period.last);
}

/** One table of answers that hold from their day to the day before the next. */
export function merged(period, answers) {
  const { columns } = answers[0][1];
  const fixed = columns.map((_, i) => i).filter((i) => !BY_DAY.has(columns[i]));
  const name = Math.max(0, fixed.findIndex((i) => columns[i] === "label"));
  const key = (cells) => JSON.stringify(cells);
  const order = [];
  const held = new Map();
  answers.forEach(([day, table], number) => {
    const last = number + 1 === answers.length ? period.last : later(answers[number + 1][0], -1);
    const things = table.rows.map((row) => key(fixed.map((i) => row[i])));
    const nameOf = (thing) => key(JSON.parse(thing)[name]);
    let at = 0;
    table.rows.forEach((row, n) => {
      const thing = things[n];
      if (held.has(thing)) {
        at = order.indexOf(thing) + 1;
      } else {
        while (at < order.length && nameOf(order[at]) === nameOf(thing) && !things.includes(order[at])) at += 1;
        order.splice(at, 0, thing);
        held.set(thing, new Map());
        at += 1;
      }
      const kind = key(row.filter((_, i) => !GATHERED.includes(columns[i])));
      const known = held.get(thing).get(kind) ?? { row, stretches: [] };
      held.get(thing).set(kind, known);
      known.row = withClaims(known.row, row, columns);
      add(known.stretches, { first: day, last });
    });
  });
  const rows = order.flatMap((thing) => [...held.get(thing).values()]);
  const place = columns.includes("certainty") ? columns.indexOf("certainty") + 1 : columns.length;
  const insert = (list, item) => [...list.slice(0, place), item, ...list.slice(place)];
  return {
    columns: insert(columns, "during"),
    rows: rows.map((of) => insert(of.row, { type: "literal", value: inWords(period, of.stretches) })),
  };
}

function withClaims(row, other, columns) {
  const cells = [...row];
  let against = [];
  for (const column of GATHERED) {
    const at = columns.indexOf(column);
    if (at < 0) continue;
    let found = [...words(row[at]?.value ?? ""), ...words(other[at]?.value ?? "")];
    if (column === "claims") found = found.filter((claim) => !against.includes(claim));
    cells[at] = { type: "literal", value: sorted(found).join(" ") };
    if (column === "dissents") against = found;
  }
  return cells;
}

function add(stretches, stretch) {
  const last = stretches.at(-1);
  if (last && later(last.last, 1) === stretch.first) last.last = stretch.last;
  else if (!last || last.first !== stretch.first || last.last !== stretch.last) stretches.push({ ...stretch });
}

function inWords(period, stretches) {
  return stretches.map((part) => partInWords(period, part)).join("; ");
}

function partInWords(period, part) {
  if (part.first === period.first && part.last === period.last) return "throughout";
  if (isDay(part)) return `on ${part.first}`;
  if (part.first === period.first) return `until ${part.last}`;
  return part.last === period.last ? `from ${part.first}` : `${part.first} to ${part.last}`;
}
