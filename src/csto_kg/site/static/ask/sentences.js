// Answers in sentences, as `csto_kg.ask.sentences` says them: the templates of a query, filled from the rows of its answer.
import { short } from "./names.js";
import { CERTAINTY, DURING, THROUGHOUT, filtersOf, inAList, numbered, rendered, tally } from "./templates.js";
import { written, writtenAt, writtenSpan } from "./written.js";

const MOST_ROWS = 5;
const FEW_ROWS = 2;
const MOST_CONFLICTS = 3;
const MIDNIGHT = "T00:00:00Z";
const SAYS = "says";
const CONDITIONS = "conditions";
const CONFLICTS = "conflicts";
const TIMES = ["beginText", "endText", "firstAttested"];
const PLAIN = ["certain", "possible"];
const RANKS = ["certain", "possible", "unknown", "not attested yet"];
const DATES = ["date", "begins", "ends", "attested"];
const UNDATED = ["", "unknown", "not stated", "stated, undated"];
const LEFT_OPEN = "The sources disagree, and it is left open";
const IS_IRI = /^https?:\/\/\S+$/;
const IS_CLASS = /^(?:[A-Z][a-z]+)+$/;
const IS_PHRASE = /^[a-z]+(?:_[a-z]+)+$/;
const IS_KEY = /^[a-z]+(?:[A-Z][a-z]+)+$/;
const NO_EDGES = { from: "0001-01-01", to: "9999-12-31" };
const PROV = "http://www.w3.org/ns/prov#";
const OA = "http://www.w3.org/ns/oa#";

const textOf = (cell) => (cell === null || cell === undefined ? "" : cell.value);
const words = (text) => text.split(/\s+/).filter(Boolean);
const unique = (items) => [...new Set(items)];
const start = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const iriRows = (iris) => iris.map((iri) => `<${iri}>`).join(" ");

/** The sentences that answer a stored query: a promise of texts, none for a query without templates. */
export async function sentencesOf({ query, values, table }, names) {
  const templates = query.sentences;
  if (!templates) return [];
  const { data } = names;
  const filters = filtersOf(data.takesThe);
  const asked = askedOf(query, values, table.rows.length > 0, names);
  if (!table.rows.length) return [rendered(templates.none, { asked }, filters)];
  const facts = await factsOf(table, names);
  const rows = inPrecedence(table).map((row) => readable(row, table.columns, query.lists, facts, names));
  const said = [];
  if (templates.many && rows.length > templates.each && (templates.during.includes("many") || !isInPart(table))) {
    said.push(rendered(templates.many, { asked, rows }, filters));
  } else {
    const over = rows.length - MOST_ROWS;
    const counts = over > 0 && table.columns.includes(CERTAINTY) ? tally(rows) : "";
    if (counts) said.push(`${start(numbered(rows.length, "row"))}: ${counts}.`);
    said.push(...rowSentences(templates, rows.slice(0, MOST_ROWS), asked, filters));
    if (over > 0) said.push(`The table has ${numbered(over, "more row")}.`);
  }
  return [...unique(said), disputes(table, facts, names), basis(table, facts, names)].filter(Boolean);
}

function askedOf(query, values, hasRows, names) {
  const word = hasRows ? " and " : " or ";
  return Object.fromEntries(query.parameters.map((p) => {
    const given = values[p.name];
    if (p.type === "day") {
      const days = (given ?? p.said).filter((day) => NO_EDGES[p.name] !== day);
      return [p.name, days.map((day) => day.replaceAll("..", "/")).join(" or ")];
    }
    if (p.type !== "entity") return [p.name, (given ?? p.said).join(" or ")];
    const called = (value) => (value === "any" ? value : names.of(names.found.get(`${p.class}\n${value}`)));
    return [p.name, (given ? given.map(called) : p.said).join(word)];
  }));
}

function inPrecedence(table) {
  const certainty = table.columns.indexOf(CERTAINTY);
  const dates = table.columns.map((_, i) => i).filter((i) => DATES.includes(table.columns[i]));
  const rank = (row) => {
    const known = RANKS.indexOf(certainty < 0 ? "certain" : textOf(row[certainty]));
    const isUndated = dates.length > 0 && dates.every((i) => UNDATED.includes(textOf(row[i])));
    return (known < 0 ? RANKS.length : known) * 2 + Number(isUndated);
  };
  return [...table.rows].sort((one, other) => rank(one) - rank(other));
}

function isInPart(table) {
  const at = table.columns.indexOf(DURING);
  return at >= 0 && table.rows.some((row) => textOf(row[at]) !== THROUGHOUT);
}

// ---------------------------------------------------------------------------------------------------------------------
// Rows
// ---------------------------------------------------------------------------------------------------------------------

function* rowSentences(templates, rows, asked, filters) {
  let before = "";
  for (const row of rows) {
    const sentence = rowSentence(templates, row, asked, filters);
    const says = String(row[SAYS] ?? "");
    const at = says ? sentence.indexOf(says) : -1;
    const around = at < 0 ? "" : JSON.stringify([sentence.slice(0, at), sentence.slice(at + says.length)]);
    yield at >= 0 && around === before ? sentence.slice(at) : sentence;
    before = around;
  }
}

function rowSentence(templates, row, asked, filters) {
  const isPlain = PLAIN.includes(row[CERTAINTY] ?? "certain");
  const name = isPlain || !templates.unknown ? "row" : "unknown";
  const during = String(row[DURING] ?? "");
  const speaksOfPart = templates.during.includes(name);
  const days = templates.days[name];
  if (during && !isPlain && !speaksOfPart && days.length === 1) {
    const on = during.startsWith("from ") ? `${during} on` : during;
    return rendered(templates[name], { asked: { ...asked, [days[0]]: on }, ...row }, filters);
  }
  const sentence = rendered(templates[name], { asked, ...row }, filters);
  return speaksOfPart ? sentence : inPart(sentence, during, row);
}

function inPart(sentence, during, row) {
  if (!during) return sentence;
  const certainty = String(row[CERTAINTY] ?? "");
  const verdict = `${certainty.slice(0, 1).toUpperCase()}${certainty.slice(1).toLowerCase()}: `;
  if (sentence.startsWith(verdict)) return `${verdict.slice(0, -2)} ${during}: ${sentence.slice(verdict.length)}`;
  return `${sentence.replace(/\.$/, "")}; so ${during}.`;
}

/** A row as a template sees it: values by column, as people read them. */
function readable(row, columns, lists, facts, names) {
  const found = { [DURING]: "" };
  columns.forEach((column, i) => {
    const text = textOf(row[i]);
    if (column === CONDITIONS) found[column] = words(text).map((part) => timed(part, facts, names));
    else if (lists.includes(column)) found[column] = words(text).map((part) => called(part, names));
    else if (column === DURING) found[column] = text === THROUGHOUT ? "" : text.replace(/\d{4}-\d{2}-\d{2}/g, written);
    else found[column] = valueOf(row[i], names);
  });
  return found;
}

function timed(situation, facts, names) {
  const [begins, ends, attested] = TIMES.map((side) => facts.times.get(`${situation} ${side}`) ?? "unknown");
  const isDated = begins !== "unknown" || ends !== "unknown";
  const isAttested = attested !== "unknown";
  const undated = isAttested ? `attested ${writtenAt(attested)}` : "at a time that no source gives";
  return `${names.of(situation)} (${isDated ? writtenSpan(begins, ends) : undated})`;
}

function valueOf(cell, names) {
  if (cell?.type === "uri") return names.of(cell.value);
  const text = textOf(cell);
  if (names.data.unbounded.includes(text) || names.data.unbounded.includes(text + MIDNIGHT)) return "";
  const said = inText(text, names);
  return said.endsWith(MIDNIGHT) ? said.slice(0, -MIDNIGHT.length) : said;
}

function inText(text, names) {
  const found = text.split(" ");
  const named = found.map((part) => called(part, names));
  return found.every((part, i) => part !== named[i]) ? inAList(named) : text;
}

/** What one text of a list is called, if it is an IRI, the name of a class, words in a list, or a key. */
export function called(text, names) {
  const known = names.data.words;
  if (IS_IRI.test(text)) return names.of(text);
  if (IS_CLASS.test(text) && Object.hasOwn(known, text)) return known[text];
  if (IS_PHRASE.test(text)) return text.replaceAll("_", " ");
  if (!IS_KEY.test(text)) return text;
  return Object.hasOwn(known, text) ? known[text] : text.replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

// ---------------------------------------------------------------------------------------------------------------------
// What sentences say of the graph besides the rows
// ---------------------------------------------------------------------------------------------------------------------

const column = (table, name) => {
  const at = table.columns.indexOf(name);
  return at < 0 ? [] : unique(table.rows.flatMap((row) => words(textOf(row[at]))));
};
const claimsIn = (table, name, names) => column(table, name).filter((part) => short(names.data, part).startsWith("claim:"));

async function factsOf(table, names) {
  const { data, engine } = names;
  const { view, findings } = data.graphs;
  const core = (name) => `<${data.core}${name}>`;
  const rows = async (iris, pattern) => (iris.length ? (await engine.table(
    `SELECT DISTINCT ?x ?p ?y WHERE { VALUES ?x { ${iriRows(iris)} } ${pattern} }`)).rows : []);
  const pairs = (found) => found.map(([x, , y]) => [x.value, y.value]);
  const conflicts = column(table, CONFLICTS);
  const claims = unique(["claims", "dissents"].flatMap((name) => claimsIn(table, name, names)));
  const shown = table.rows.length <= FEW_ROWS ? table.rows.flat().filter((cell) => cell?.type === "uri").map(textOf) : [];
  const [decided, about, timing, sources, times] = await Promise.all([
    rows(conflicts, `GRAPH <${findings}> { ?x ${core("decision")} ?d . ?d ${core("outcome")} ?y }`),
    rows(conflicts, `GRAPH <${findings}> { ?x ${core("about")} ?y }`),
    rows(shown, `GRAPH <${view}> { ?x ${core("begunBy")}|${core("endedBy")} ?y }`),
    rows(claims, `GRAPH ?g { ?x <${PROV}wasQuotedFrom> ?s } GRAPH ?h { ?s <${OA}hasSource> ?y }`),
    rows(column(table, CONDITIONS), `VALUES ?p { ${TIMES.map(core).join(" ")} } GRAPH <${view}> { ?x ?p ?y }`),
  ]);
  await names.know([...conflicts, ...sources.map(([, , y]) => y.value)]);
  return {
    open: new Set(pairs(decided).filter(([, outcome]) => outcome === data.leftOpen).map(([conflict]) => conflict)),
    about: pairs(about),
    own: new Set([...shown, ...pairs(timing).map(([, by]) => by)]),
    sources: pairs(sources),
    times: new Map(times.map(([x, p, y]) => [`${x.value} ${p.value.slice(data.core.length)}`, y.value])),
  };
}

function disputes(table, facts, names) {
  const found = column(table, CONFLICTS);
  const open = found.filter((conflict) => facts.open.has(conflict));
  if (table.rows.length > FEW_ROWS) return named(LEFT_OPEN, open, names);
  const isOwn = (conflict) => facts.about.every(([of, thing]) => of !== conflict || facts.own.has(thing));
  const near = found.filter((conflict) => !facts.open.has(conflict) && isOwn(conflict));
  const others = found.length - open.length - near.length;
  const said = [named(LEFT_OPEN, open, names), named("Here the sources disagree", near, names), around(others, open.length + near.length > 0)];
  return said.filter(Boolean).join(" ");
}

function named(lead, conflicts, names) {
  const quoted = conflicts.map((conflict) => `“${names.of(conflict)}”`);
  const over = quoted.length - MOST_CONFLICTS;
  const listed = over > 0 ? [...quoted.slice(0, MOST_CONFLICTS), numbered(over, "more question")] : quoted;
  return listed.length ? `${lead}: ${inAList(listed)}.` : "";
}

function around(others, isAfterOthers) {
  if (!others) return "";
  if (isAfterOthers) return `They disagree on ${numbered(others, "more question")} around it.`;
  return `The sources disagree on ${numbered(others, "question")} around it, and not on this itself.`;
}

function basis(table, facts, names) {
  const [claims, dissents] = ["claims", "dissents"].map((name) => claimsIn(table, name, names));
  if (!claims.length) return "";
  const sourcesOf = (of) => unique(facts.sources.filter(([claim]) => of.includes(claim)).map(([, source]) => source)).sort();
  const sources = sourcesOf(claims);
  const by = sources.length <= 3 ? ` (${inAList(sources.map((source) => names.of(source)))})` : "";
  let text = `${numbered(claims.length, "claim")} from ${numbered(sources.length, "source")}${by}`;
  if (dissents.length) {
    text += `; ${numbered(dissents.length, "claim")} from ${numbered(sourcesOf(dissents).length, "source")} `;
    text += dissents.length === 1 ? "dissents" : "dissent";
  }
  return `${start(text)}.`;
}
